package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;

/**
 * The environment of a process as the operating system gets it. The JDK encodes it in the
 * charset of the host's locale and replaces what that can't express; rather than start a
 * workspace with something else than it was given, this refuses.
 */
final class NativeEnvironment {

	private static final Charset CHARSET = Charset
		.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

	private NativeEnvironment() {
	}

	static void replace(Map<String, String> target, Map<String, String> environment) throws IOException {
		CharsetEncoder encoder = CHARSET.newEncoder();
		for (Map.Entry<String, String> variable : environment.entrySet()) {
			requireValid(variable.getKey(), variable.getValue());
			if (!encoder.canEncode(variable.getKey()) || !encoder.canEncode(variable.getValue())) {
				throw new IOException("variable " + variable.getKey() + " can't be expressed in " + CHARSET
						+ "; run the host application in a UTF-8 locale such as LC_ALL=C.UTF-8");
			}
		}
		target.clear();
		target.putAll(environment);
	}

	// The JDK checks this too, but shows the value
	private static void requireValid(String name, String value) throws IOException {
		if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
			throw new IOException("\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" can't be the name of a variable");
		}
		if (value.indexOf('\0') >= 0) {
			throw new IOException("variable " + name + " has a value with a NUL character");
		}
	}

}
