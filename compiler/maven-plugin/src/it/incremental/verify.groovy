def builds = new File(basedir, 'build.log').text.split('Scanning for projects')
assert builds.size() == 4
assert builds[1].contains('Compiled 4 networks')
assert builds[2].contains('All networks are up to date: 4')
assert builds[2].contains('Nothing to compile')
assert builds[3].contains('Compiled 2 networks')

def made(String directory) {
  new File(basedir, "target/$directory/com/acme").list().findAll { !it.contains('$') } as Set
}
assert made('generated-sources/lamina') == ['Same.java', 'Changed.java', 'After.java'] as Set
assert made('classes') == ['Same.class', 'Changed.class', 'After.class', 'User.class'] as Set

def variants = new File(basedir, 'target/classes/com/acme').list().findAll { it.contains('$') }
assert variants.collect { it.takeWhile { c -> c != '$' } } as Set == ['Same', 'Changed', 'After'] as Set
assert new File(basedir, 'target/classes/META-INF/lamina').list().size() == 3
