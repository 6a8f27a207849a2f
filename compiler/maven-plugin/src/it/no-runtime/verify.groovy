def log = new File(basedir, 'build.log').text

assert log.contains('The classes of networks need lamina-runtime, which is not among the dependencies of no-runtime; add to pom.xml:')
assert log.contains('<artifactId>lamina-runtime</artifactId>')
