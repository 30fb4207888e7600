#!/bin/sh
# Stand-in for the configuration reloader: HUP for the server whose pid file is given, when a watched file changes.
pid_file=; files=
while [ $# -gt 0 ]; do
  case $1 in
  -pid) pid_file=$2; shift 2 ;;
  -config) files="$files $2"; shift 2 ;;
  *) shift ;;
  esac
done
last=
while :; do
  now=$(cat $files 2> /dev/null | md5sum)
  [ -n "$last" ] && [ "$now" != "$last" ] && kill -HUP "$(cat "$pid_file")"
  last=$now
  sleep 1
done
