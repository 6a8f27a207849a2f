// No flag is needed on the module path: the module requires what its networks need.
def runtime = new File(localRepositoryPath, 'dev/lamina/lamina-runtime').listFiles()
    .findAll { it.directory }.collect { it.listFiles() }.flatten().find { it.name.endsWith('.jar') }
def path = ['nets/target/classes', 'app/target/classes'].collect { new File(basedir, it) } + runtime
def java = new File(System.getProperty('java.home'), 'bin/java')
def process = [java, '-p', path.join(File.pathSeparator), '-m', 'com.acme.app/com.acme.app.Main']
    .collect { it.toString() }.execute()
def out = new StringBuilder()
def err = new StringBuilder()
process.waitForProcessOutput(out, err)

assert process.exitValue() == 0 : err
assert out.toString().startsWith('3.0 0.0')
assert !out.contains('jdk.incubator.vector is not there') : out
