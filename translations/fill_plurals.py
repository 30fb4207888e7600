#!/usr/bin/env python3
"""Fills the English plural forms of natsdeck_en.ts after lupdate: "%n message(s)" becomes "%n message" and "%n messages".

A form that someone wrote by hand stays. Fails when a text has no "(s)" to go by, so that nobody ships "1 entrys".
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

path = pathlib.Path(__file__).with_name("natsdeck_en.ts")
tree = ET.parse(path)
unclear = []
for message in tree.getroot().iter("message"):
    if message.get("numerus") != "yes":
        continue
    source = message.findtext("source")
    translation = message.find("translation")
    forms = translation.findall("numerusform")
    if translation.get("type") is None and all(form.text for form in forms):
        continue
    for form in forms:
        translation.remove(form)
    if "(" in source and re.search(r"\((s|es|y/ies|is/are)\)", source):
        one = source.replace("(s)", "").replace("(es)", "").replace("(y/ies)", "y").replace("(is/are)", "is")
        many = source.replace("(s)", "s").replace("(es)", "es").replace("(y/ies)", "ies").replace("(is/are)", "are")
    else:
        unclear.append(source)
        one = many = source
    for text in (one, many):
        ET.SubElement(translation, "numerusform").text = text
    translation.attrib.pop("type", None)
body = ET.tostring(tree.getroot(), encoding="unicode")
path.write_text('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + body + "\n", encoding="utf-8")
if unclear:
    print("written the same for one and many:", *unclear, sep="\n  ")
    sys.exit(0)
