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
rem Compiling is over before the JVM's second compiler would pay; running a network needs it.
set "JIT=-XX:TieredStopAtLevel=1"
if "%~1"=="run" set "JIT="
if "%~1"=="verify" set "JIT="
"%JAVA%" -Xshare:auto %JIT% --add-modules jdk.incubator.vector %LAMINA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
