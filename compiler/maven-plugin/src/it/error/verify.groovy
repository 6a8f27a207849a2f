def log = new File(basedir, 'build.log').text
def lenet = new File(basedir, 'src/main/nn/com/acme/lenet.nn')
def other = new File(basedir, 'src/main/nn/other.nn')

assert log.contains("[ERROR] $lenet:3:6: linear(400, 120) takes 400 features")
assert log.contains('       ^^^^^^^^^^^^^^^^')
assert log.contains("[ERROR] $other:1:13: ")
assert log.contains('Networks could not be compiled: 2 errors')
assert !log.contains('    at ')
