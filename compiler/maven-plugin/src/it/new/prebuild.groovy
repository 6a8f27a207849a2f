import dev.lamina.compiler.cli.Main

assert Main.run(['new', new File(basedir, 'demo').path] as String[], System.out, System.err) == 0
