#!/usr/bin/env bash
# Fills .venv with exactly the packages of uv.lock.
# uv is the one on PATH when it is recent enough, else a private one under .tools/.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_WANTED=0.13.9

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

# The interpreter itself, not the virtual environment of another project that PATH may show first.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    "$name" -c '
import sys
if sys.version_info < (3, 11):
    sys.exit(1)
print(getattr(sys, "_base_executable", "") or sys.executable)' 2> /dev/null && return
  done
  stop "Entremise demande Python 3.11 ou plus récent, et n'en trouve pas sur cette machine." \
    "Installez-le (par exemple : apt-get install python3, ou brew install python), puis relancez."
}

# uv before 0.8 does not read this lock.
is_recent() {
  "$1" --version 2> /dev/null | "$python" -c '
import re, sys
found = re.match(r"uv (\d+)\.(\d+)", sys.stdin.read())
sys.exit(not found or tuple(map(int, found.groups())) < (0, 8))'
}

install_venv_module() {
  local package
  package=python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$package"; } \
      > /dev/null && return
  fi
  stop "Il manque à Python son module venv. Installez-le, puis relancez la même commande :" \
    "  sudo apt-get install $package"
}

private_uv() {
  local folder=.tools/uv-$UV_WANTED
  if [ ! -x "$folder/bin/uv" ]; then
    rm -rf "$folder"
    "$python" -c 'import ensurepip, venv; ensurepip.version()' 2> /dev/null || install_venv_module
    "$python" -m venv "$folder" >&2
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_WANTED" >&2
  fi
  echo "$folder/bin/uv"
}

python=$(find_python)
uv=$(command -v uv || true)
if [ -z "$uv" ] || ! is_recent "$uv"; then
  uv=$(private_uv)
fi

[ -d .venv ] || echo "Installation des paquets Python, une fois pour toutes…"
"$uv" sync --locked --quiet --python "$python"
