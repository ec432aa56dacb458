package io.provisionhook.sample;

import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;
import org.springframework.test.context.junit.jupiter.SpringExtension;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets no test end before its workspaces have, and requires the log to warn of each that
 * has failed, and of nothing else. Those warnings are kept from the console.
 */
final class LoggedFailures implements BeforeEachCallback, AfterEachCallback {

	private static final String LOGGER = "io.provisionhook.autoconfigure.workspace.LoggingWorkspaceListener";

	private final Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);

	private final Set<String> earlier = new HashSet<>();

	private final Warnings warnings = new Warnings();

	@Override
	public void beforeEach(ExtensionContext context) {
		this.warnings.messages.clear();
		this.warnings.setContext(this.logger.getLoggerContext());
		this.warnings.start();
		this.logger.addAppender(this.warnings);
		this.logger.setAdditive(false);
		handler(context).list(WorkspaceQuery.newest(1000))
			.workspaces()
			.forEach((workspace) -> this.earlier.add(workspace.id()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		WorkspaceHandler handler = handler(context);
		try {
			WorkspaceClient.await()
				.untilAsserted(() -> requireWarnings(handler.list(WorkspaceQuery.newest(1000))
					.workspaces()
					.stream()
					.filter((workspace) -> !this.earlier.contains(workspace.id()))
					.toList()));
		}
		finally {
			this.logger.setAdditive(true);
			this.logger.detachAppender(this.warnings);
		}
	}

	private void requireWarnings(List<Workspace> workspaces) {
		assertThat(workspaces).extracting(Workspace::state).isSubsetOf(WorkspaceState.STOPPED, WorkspaceState.FAILED);
		assertThat(this.warnings.messages).containsExactlyInAnyOrderElementsOf(workspaces.stream()
			.filter((workspace) -> workspace.state() == WorkspaceState.FAILED)
			.map((workspace) -> "Workspace '%s' (%s) failed: %s".formatted(workspace.id(), workspace.request().name(),
					workspace.lastSampleError()))
			.toList());
	}

	private static WorkspaceHandler handler(ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(WorkspaceHandler.class);
	}

	/**
	 * Keeps what is logged.
	 */
	private static final class Warnings extends AppenderBase<ILoggingEvent> {

		private final Queue<String> messages = new ConcurrentLinkedQueue<>();

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
				this.messages.add(event.getFormattedMessage());
			}
		}

	}

}
