package io.provisionhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Exceptions whose methods misbehave.
 */
public final class HostileExceptions {

	private HostileExceptions() {
	}

	/**
	 * Make one of each kind.
	 * @return the exceptions by what is wrong with them
	 */
	public static Map<String, Throwable> all() {
		Map<String, Throwable> all = new LinkedHashMap<>();
		all.put("message is null", new IllegalStateException((String) null));
		all.put("message of 3 MB", new IllegalStateException("x".repeat(3 * 1024 * 1024)));
		all.put("getMessage throws exception", new Silent(new IllegalStateException("boom")));
		all.put("getMessage throws error", new Silent(new NoClassDefFoundError("boom")));
		all.put("getMessage throws error of its own kind", new Silent(new Error("boom")));
		all.put("everything else throws", new Refusing());
		all.put("getStackTrace throws", new Stackless(new Error("boom")));
		all.put("getStackTrace returns null", new Stackless(null));
		all.put("getStackTrace returns nulls", new Stackless(null, new StackTraceElement[1]));
		all.put("cause is itself", new Endless());
		all.put("class has no simple name", ofClassWithoutSimpleName());
		all.put("error of its own kind", new Error("boom"));
		all.put("class name of 60 KB", ofClassNamed("a/" + "C".repeat(60_000)));
		all.put("class name of several lines", ofClassNamed("a/First\nSecond\u202e\u200b"));
		return all;
	}

	/**
	 * Make an exception of a nested class whose outer class can't be loaded, so that the
	 * JDK can't tell its simple name.
	 * @return the exception
	 */
	public static RuntimeException ofClassWithoutSimpleName() {
		try {
			return (RuntimeException) new NestedClassLoader().loadClass(Orphan.class.getName())
				.getDeclaredConstructor()
				.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make an exception of a class that no compiler would make.
	 * @param name the name of the class, with slashes
	 * @return the exception, which has no message
	 */
	public static RuntimeException ofClassNamed(String name) {
		try {
			return (RuntimeException) new RenamedClassLoader().define(NamelessException.class, name)
				.getDeclaredConstructor()
				.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Throw whatever it is.
	 * @param failure what to throw
	 * @throws Exception always, unless it is an error
	 */
	public static void throwAny(Throwable failure) throws Exception {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (Exception) failure;
	}

	/**
	 * Has no message to tell.
	 */
	private static final class Silent extends RuntimeException {

		private final transient Throwable failure;

		Silent(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public String getMessage() {
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) this.failure;
		}

	}

	/**
	 * Has a message and nothing else.
	 */
	@SuppressWarnings("OverrideThrowableToString") // Which is what it is for
	private static final class Refusing extends RuntimeException {

		Refusing() {
			super("boom");
		}

		@Override
		public String getLocalizedMessage() {
			throw new Error("getLocalizedMessage");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new Error("getCause");
		}

		@Override
		public boolean equals(@Nullable Object other) {
			throw new Error("equals");
		}

		@Override
		public int hashCode() {
			throw new Error("hashCode");
		}

		@Override
		public String toString() {
			throw new Error("toString");
		}

	}

	/**
	 * Does not say where it happened.
	 */
	@SuppressWarnings("NullAway") // A plugin without NullAway can do this
	private static final class Stackless extends RuntimeException {

		private final transient @Nullable Error failure;

		private final StackTraceElement @Nullable [] stackTrace;

		Stackless(@Nullable Error failure, StackTraceElement... stackTrace) {
			super("boom");
			this.failure = failure;
			this.stackTrace = (stackTrace.length > 0) ? stackTrace : null;
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			if (this.failure != null) {
				throw this.failure;
			}
			return this.stackTrace;
		}

	}

	/**
	 * Is its own cause.
	 */
	private static final class Endless extends RuntimeException {

		Endless() {
			super("boom");
		}

		@Override
		public synchronized Throwable getCause() {
			return this;
		}

	}

	/**
	 * To be loaded without the class around it.
	 */
	public static final class Orphan extends RuntimeException {

	}

	/**
	 * Loads one nested class and does not find the class around it.
	 */
	private static final class NestedClassLoader extends ClassLoader {

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(HostileExceptions.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			return name.equals(Orphan.class.getName()) ? define(name) : super.loadClass(name, resolve);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream input = Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"))) {
				byte[] bytes = input.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	/**
	 * Loads a class by another name.
	 */
	private static final class RenamedClassLoader extends ClassLoader {

		RenamedClassLoader() {
			super(HostileExceptions.class.getClassLoader());
		}

		Class<?> define(Class<?> original, String name) {
			String path = original.getName().replace('.', '/');
			try (InputStream input = Objects.requireNonNull(getResourceAsStream(path + ".class"))) {
				String bytes = new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
				byte[] renamed = bytes.replace(constant(path), constant(name)).getBytes(StandardCharsets.ISO_8859_1);
				return defineClass(null, renamed, 0, renamed.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		// An entry of the constant pool, see 4.4.7 of the JVM specification
		private static String constant(String text) {
			String utf8 = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
			return "\1" + (char) (utf8.length() >> 8) + (char) (utf8.length() & 0xff) + utf8;
		}

	}

}
