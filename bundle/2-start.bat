@echo off
rem ASCII only: see 1-install.bat.
setlocal
rem PostGIS, QGIS and ArcGIS leave these behind; they would lead geoplan to other libraries' files.
for %%V in (GDAL_DATA GDAL_DRIVER_PATH PROJ_DATA PROJ_LIB PYTHONHOME PYTHONPATH) do set "%%V="
set "PROGRAM=%USERPROFILE%\geoplan\program"
if not exist "%PROGRAM%\start.py" goto missing
"%PROGRAM%\Scripts\python.exe" "%PROGRAM%\start.py"
if errorlevel 1 pause
exit /b

:missing
start "" notepad "%~dp0README.txt"
exit /b 1
