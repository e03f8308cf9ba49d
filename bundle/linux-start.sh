#!/bin/sh
# Run with: sh linux-start.sh
program=$HOME/geoplan/program
if [ ! -f "$program/start.py" ]; then
  echo '还没有安装：请先运行 sh linux-install.sh。 Not installed yet: run sh linux-install.sh first.' >&2
  exit 1
fi
# Other software's; they would lead geoplan to other libraries' files.
unset GDAL_DATA GDAL_DRIVER_PATH PROJ_DATA PROJ_LIB PYTHONHOME PYTHONPATH
exec "$program/bin/python" "$program/start.py"
