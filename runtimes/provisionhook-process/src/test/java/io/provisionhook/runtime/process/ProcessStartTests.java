package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link WorkspaceProcess}: the state of a process if its start fails after the
 * system has made it.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
@Timeout(300)
class ProcessStartTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	@TempDir
	private Path temporary;

	private ProcessRuntime runtime(WorkspaceProcess.Starter starter) {
		ProcessRuntime.Builder builder = Processes.shell("setsid -f sleep 600; exec sleep 600")
			.directory(this.temporary);
		builder.starter = starter;
		return builder.build();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new OutOfMemoryError("test"), new StackOverflowError("test"), new LinkageError("test"),
				new IllegalStateException("test"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void processWhenAnyStepAfterItsStartFailsIsEnded(Throwable failure) throws Exception {
		boolean failed = true;
		for (int step = 0; failed; step++) {
			FailingStarter starter = new FailingStarter(step, failure);
			try (ProcessRuntime runtime = runtime(starter)) {
				Throwable thrown = catchThrowable(() -> runtime.start(Processes.launch("w1")));
				failed = thrown != null;
				if (failed) {
					assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
					assertThat(runtime.isRunning("w1")).isFalse();
					assertThat(processes()).isEmpty();
					assertThat(runtime.workspaceIds()).isEmpty();
				}
				else {
					assertThat(runtime.isRunning("w1")).isTrue();
					assertThat(step).isEqualTo(3);
				}
			}
			assertThat(processes()).isEmpty();
			assertThat(this.temporary.resolve(".input")).isEmptyDirectory();
		}
	}

	@Test
	void processWhenItsStartFailsCanBeStartedAgain() throws Exception {
		AtomicInteger starts = new AtomicInteger();
		ProcessRuntime.Builder builder = Processes.shell("echo started").directory(this.temporary);
		builder.starter = (command) -> {
			if (starts.incrementAndGet() == 2) {
				throw new IOException("test");
			}
			return command.start();
		};
		try (ProcessRuntime runtime = builder.build()) {
			Processes.run(runtime, Processes.launch("w1"));
			assertThat(catchThrowable(() -> runtime.start(Processes.launch("w1")))).hasMessage("test");
			assertThat(Processes.output(runtime, "w1")).isEqualTo("started\n");
			assertThat(Processes.run(runtime, Processes.launch("w1"))).isZero();
		}
	}

	private List<LinuxProcess> processes() throws IOException {
		Path input = this.temporary.toRealPath().resolve(".input/w1");
		return LinuxProcess.others().stream().filter((process) -> input.equals(process.cookie())).toList();
	}

	/**
	 * Starts a process, and fails when it is asked something about it.
	 */
	private static final class FailingStarter implements WorkspaceProcess.Starter {

		private final AtomicInteger steps;

		private final Throwable failure;

		FailingStarter(int steps, Throwable failure) {
			this.steps = new AtomicInteger(steps);
			this.failure = failure;
		}

		@Override
		public Process start(ProcessBuilder builder) throws IOException {
			Process process = builder.start();
			next();
			return new FailingProcess(process, this);
		}

		void next() {
			if (this.steps.getAndDecrement() == 0) {
				FailingStarter.<RuntimeException>raise(this.failure);
			}
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void raise(Throwable failure) throws T {
			throw (T) failure;
		}

	}

	private static final class FailingProcess extends Process {

		private final Process process;

		private final FailingStarter starter;

		private final Thread starting = Thread.currentThread();

		FailingProcess(Process process, FailingStarter starter) {
			this.process = process;
			this.starter = starter;
		}

		private Process next() {
			if (Thread.currentThread().equals(this.starting)) {
				this.starter.next();
			}
			return this.process;
		}

		@Override
		public ProcessHandle toHandle() {
			return next().toHandle();
		}

		@Override
		public CompletableFuture<Process> onExit() {
			return next().onExit();
		}

		@Override
		public OutputStream getOutputStream() {
			return next().getOutputStream();
		}

		@Override
		public InputStream getInputStream() {
			return next().getInputStream();
		}

		@Override
		public InputStream getErrorStream() {
			return next().getErrorStream();
		}

		@Override
		public int waitFor() throws InterruptedException {
			return next().waitFor();
		}

		@Override
		public int exitValue() {
			return next().exitValue();
		}

		@Override
		public void destroy() {
			next().destroy();
		}

	}

}
