#!/usr/bin/env bash
# Reads a cart and adds it up.
set -e
source lib/price.sh
. "$HOME/setup.sh"

# Adds all up.
total() {
  local sum=0
  for item in "$@"; do
    if [[ $item -gt 0 && -n $item ]]; then
      sum=$(price_of "$item")
    elif test "$sum" -gt 1; then
      sum=1
    else
      sum=2
    fi
  done
  while [ "$sum" -gt 9 ]; do sum=$((sum - 1)); done
  case $sum in
    1) echo one ;;
    *) echo more ;;
  esac
  check "$sum" || return 1
}

function check {
  grep -q x "$1" | sort
}

function test_total() {
  total 1 2
}

total "$@"
