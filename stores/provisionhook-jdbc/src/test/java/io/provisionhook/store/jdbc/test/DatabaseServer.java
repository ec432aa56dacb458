package io.provisionhook.store.jdbc.test;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A database server on a port of loopback, which it keeps when it is started again. A
 * test that stops it has one for itself; all others share one for the whole build, where
 * each has a database.
 */
public abstract class DatabaseServer extends TestDatabase {

	private static final int ATTEMPTS = 5;

	private final ServerProcess processes;

	private int port;

	private @Nullable Process server;

	DatabaseServer(ServerProcess processes) {
		this.processes = processes;
	}

	/**
	 * Run a program that belongs to the server.
	 * @param command the program and its arguments
	 * @param input what it reads
	 */
	final void run(List<String> command, String input) {
		this.processes.run(command, input);
	}

	/**
	 * Start the server for the first time, on another free port if another process takes
	 * one before the server does.
	 */
	final void startOnFreePort() {
		startOnFreePort(ATTEMPTS);
	}

	private void startOnFreePort(int attempts) {
		this.port = freePort();
		try {
			start();
		}
		catch (IllegalStateException ex) {
			if (attempts == 1 || !this.processes.hasFoundPortTaken()) {
				throw ex;
			}
			startOnFreePort(attempts - 1);
		}
	}

	@Override
	public final void start() {
		Process started = this.processes.startServer(command(this.port), signal());
		this.server = started;
		this.processes.awaitConnection(started, this);
	}

	@Override
	public final void stop() {
		Process started = Objects.requireNonNull(this.server);
		end(started);
		this.processes.awaitEnd(started);
	}

	@Override
	public final String url() {
		return urlAt(this.port);
	}

	/**
	 * Return the command that runs the server.
	 * @param port where it is to listen
	 * @return the command
	 */
	abstract List<String> command(int port);

	/**
	 * Return the signal that ends the server although it has clients.
	 * @return its name
	 */
	abstract String signal();

	/**
	 * Ask the server to end.
	 * @param server its process
	 */
	abstract void end(Process server);

}
