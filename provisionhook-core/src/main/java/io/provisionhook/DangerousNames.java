package io.provisionhook;

import java.util.List;
import java.util.stream.Stream;

/**
 * The variables that have a dynamic loader, a shell, an interpreter or git run code of
 * somebody else's choice.
 */
final class DangerousNames {

	private static final List<NamePattern> PATTERNS = Stream
		.of("LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_*", "BASH_ENV", "ENV", "NODE_OPTIONS", "PYTHONSTARTUP",
				"PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "GIT_SSH_COMMAND")
		.map(NamePattern::new)
		.toList();

	private DangerousNames() {
	}

	static boolean contains(String name) {
		return PATTERNS.stream().anyMatch((pattern) -> pattern.matches(name));
	}

}
