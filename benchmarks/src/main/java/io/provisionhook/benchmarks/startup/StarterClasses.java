package io.provisionhook.benchmarks.startup;

import java.nio.file.Path;
import java.util.List;

/**
 * How many more classes an application loads when the starter is on its class path (goal
 * 15). Two JVMs tell, which differ in nothing else.
 */
public final class StarterClasses {

	private StarterClasses() {
	}

	/**
	 * Count.
	 * @param args the jar of this module, next to which its class path is in {@code lib}
	 * @throws Exception if the application does not start
	 */
	public static void main(String[] args) throws Exception {
		ClassPath classPath = ClassPath.of(Path.of(args[0]).toAbsolutePath());
		List<String> without = new ApplicationStart(classPath.withoutStarter().toString(), List.of()).loadedClasses();
		List<String> with = new ApplicationStart(classPath.toString(), List.of()).loadedClasses();
		System.out.println("classes loaded: " + without.size() + " without the starter, " + with.size() + " with it: "
				+ (with.size() - without.size()) + " more, " + (countOwn(with) - countOwn(without))
				+ " of them its own");
	}

	private static long countOwn(List<String> classes) {
		return classes.stream().filter((name) -> name.startsWith("io.provisionhook.")).count();
	}

}
