package io.provisionhook.runtime.docker;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which variables pass through a shell as they are. Those whose names are no identifiers
 * are dropped by most shells, others have a meaning of their own to one shell or another.
 */
final class ShellVariables {

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private static final Pattern OWN = Pattern
		.compile("IFS|OPT(IND|ARG|ERR)|P?PID|PS[0-4]|PWD|OLDPWD|LINENO|E?UID|GROUPS"
				+ "|SHLVL|_|RANDOM|SRANDOM|SECONDS|EPOCH.*|FUNCNAME|FUNCNEST|HIST.*|DIRSTACK|PIPESTATUS|BASH.*|SHELLOPTS"
				+ "|COMP_.*|COMPREPLY|COPROC|MAPFILE|READLINE_.*|REPLY|KSH_.*|TIMEFORMAT|TMOUT|MAIL.*|POSIXLY_CORRECT");

	private ShellVariables() {
	}

	static boolean keep(String name) {
		return IDENTIFIER.matcher(name).matches() && !OWN.matcher(name).matches();
	}

	static void requireKept(Set<String> secretNames) throws DockerEngineException {
		for (String name : secretNames) {
			if (!keep(name)) {
				throw new DockerEngineException("secret variable \"" + name + "\" can't be handed over as a file, "
						+ "since a shell would not keep it; rename it, or hand secrets over as environment");
			}
		}
	}

	/**
	 * Return a statement that sets a variable.
	 * @param name its name
	 * @param value its value
	 * @return the statement, with as many lines as the value has
	 */
	static String export(String name, String value) {
		return "export " + name + "='" + value.replace("'", "'\\''") + "'\n";
	}

}
