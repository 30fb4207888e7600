#!/usr/bin/env python3
"""Write a one-layer container image archive that `ctr images import` accepts.

usage: image.py OUT.tar REFERENCE[,REFERENCE]... ENTRYPOINT_JSON [SOURCE=DEST | ->TARGET=DEST]...
A DEST is relative to the image's root; '->TARGET=DEST' makes a symbolic link.
"""
import hashlib
import io
import json
import os
import sys
import tarfile


def add_bytes(archive, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def layer(items):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for folder in ("tmp", "etc", "bin", "data"):
            info = tarfile.TarInfo(folder)
            info.type = tarfile.DIRTYPE
            info.mode = 0o1777 if folder == "tmp" else 0o755
            archive.addfile(info)
        for item in items:
            source, dest = item.rsplit("=", 1)
            info = tarfile.TarInfo(dest)
            info.mode = 0o755
            if source.startswith("->"):
                info.type = tarfile.SYMTYPE
                info.linkname = source[2:]
                archive.addfile(info)
            else:
                info.size = os.path.getsize(source)
                with open(source, "rb") as data:
                    archive.addfile(info, data)
    return buffer.getvalue()


def main():
    out, reference, entrypoint, *items = sys.argv[1:]
    content = layer(items)
    config = json.dumps({
        "architecture": "amd64", "os": "linux",
        "config": {"Entrypoint": json.loads(entrypoint), "Env": ["PATH=/bin", "HOME=/tmp", "XDG_CONFIG_HOME=/tmp/.config"]},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(content).hexdigest()]},
        "history": [{}],
    }).encode()
    name = hashlib.sha256(config).hexdigest() + ".json"
    with tarfile.open(out, "w") as archive:
        add_bytes(archive, name, config)
        add_bytes(archive, "layer.tar", content)
        add_bytes(archive, "manifest.json", json.dumps(
            [{"Config": name, "RepoTags": reference.split(","), "Layers": ["layer.tar"]}]).encode())


if __name__ == "__main__":
    main()
