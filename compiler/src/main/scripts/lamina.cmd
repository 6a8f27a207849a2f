@echo off
rem Runs lamina.jar, which stands beside this script or in ..\target, with the vector module.
rem JAVA_HOME says which Java; LAMINA_OPTS holds further options for it, such as -Xmx4g.
setlocal
set "JAR=%~dp0lamina.jar"
if not exist "%JAR%" set "JAR=%~dp0..\..\..\target\lamina.jar"
if not exist "%JAR%" (
  echo lamina: there is no lamina.jar beside %~f0; build it: mvn package 1>&2
  exit /b 2
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
rem Running a network needs the JVM's second compiler and the vector module, of which the JVM warns at
rem each start; other commands are over before the one would pay, and need none of the other. Why integers
rem do not belong into vector registers: README.md, "How fast it is".
set "JIT=-XX:TieredStopAtLevel=1"
set "VECTORS="
for %%C in (run verify bench) do if "%~1"=="%%C" set "JIT="
for %%A in (%*) do if "%%~A"=="--measure" set "JIT="
for %%C in (run verify bench explain) do if "%~1"=="%%C" set "VECTORS=--add-modules jdk.incubator.vector -XX:-UseFPUForSpilling"
"%JAVA%" -Xshare:auto %JIT% %VECTORS% %LAMINA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
