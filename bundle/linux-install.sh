#!/bin/sh
# Run with: sh linux-install.sh (a USB stick keeps no executable bit).
unset PYTHONHOME PYTHONPATH
here=$(cd "$(dirname "$0")" && pwd)
for python in python3.13 python3.12 python3.11; do
  if command -v "$python" >/dev/null; then
    exec "$python" -B "$here/program/install.py"
  fi
done
echo '没有找到 Python 3.11、3.12 或 3.13（64 位）。请先安装其中一个，再运行本文件。' >&2
echo 'No Python 3.11, 3.12 or 3.13 found. Install one of them, then run this file again.' >&2
exit 1
