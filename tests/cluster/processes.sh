# Processes of one cluster: each has $RUN/NAME.pid ("pid start-time", so that a reused pid is never taken for ours) and $RUN/logs/NAME.log.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

alive() { # NAME
  local pid since
  [ -f "$RUN/$1.pid" ] && read -r pid since < "$RUN/$1.pid" && [ -n "$since" ] && [ "$(started_at "$pid")" = "$since" ]
}

start() { # NAME COMMAND…
  local name=$1; shift
  setsid "$@" >> "$RUN/logs/$name.log" 2>&1 < /dev/null &
  echo "$! $(started_at $!)" > "$RUN/$name.pid"
}

signal() { # SIGNAL NAME…
  local signal=$1 name; shift
  for name in "$@"; do alive "$name" && kill "-$signal" "$(cut -d' ' -f1 "$RUN/$name.pid")" 2>/dev/null; done
  return 0
}

gone() { # SECONDS NAME: waits for the end of a process, then insists
  local deadline=$((SECONDS + $1)) name=$2
  while alive "$name"; do
    [ $SECONDS -lt $deadline ] || { signal KILL "$name"; deadline=$((SECONDS + 5)); }
    sleep 0.1
  done
  rm -f "$RUN/$name.pid"
}

show_log() { # NAME
  echo "--- the last lines of $1.log" >&2
  tail -n 25 "$RUN/logs/$1.log" >&2 2>/dev/null || true
}

await() { # SECONDS NAME WHAT COMMAND…: until the command succeeds; fails at once when the process NAME has ended
  local deadline=$((SECONDS + $1)) name=$2 what=$3; shift 3
  until timeout 5 "$@" > /dev/null 2>&1; do
    if ! alive "$name"; then echo "$name ended while waiting for $what" >&2; show_log "$name"; return 1; fi
    if [ $SECONDS -ge "$deadline" ]; then echo "gave up waiting for $what: $*" >&2; show_log "$name"; return 1; fi
    sleep 0.1
  done
}
