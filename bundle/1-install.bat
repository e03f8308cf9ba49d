@echo off
rem ASCII only: cmd reads this file alike under every code page.
rem The Chinese words come from install.py, and from README.txt where there is no Python.
setlocal
set "PYTHONHOME="
set "PYTHONPATH="
set "NEED=import struct, sys; sys.exit(sys.version_info[:2] != (3, 12) or struct.calcsize('P') != 8)"
call :find
if defined PYTHON goto install
for %%F in ("%~dp0python-3.12.*-amd64.exe") do start "" /wait "%%~F" /passive InstallAllUsers=0 InstallLauncherAllUsers=0 Include_test=0 Include_doc=0 Shortcuts=0
call :find
if defined PYTHON goto install
start "" notepad "%~dp0README.txt"
exit /b 1

:install
%PYTHON% "%~dp0program\install.py"
pause
exit /b

:find
set "PYTHON="
py -3.12 -c "%NEED%" >nul 2>nul && set "PYTHON=py -3.12"
if defined PYTHON exit /b
python -c "%NEED%" >nul 2>nul && set "PYTHON=python"
if defined PYTHON exit /b
set "OWN=%LOCALAPPDATA%\Programs\Python\Python312\python.exe"
if exist "%OWN%" set PYTHON="%OWN%"
exit /b
