package io.provisionhook.runtime.process;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Await;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceHandler}: what is known to be secret is taken out of the
 * output of a real process, wherever it comes from.
 */
@Timeout(300)
class WorkspaceSecretsTests {

	@Test
	void secretDeclaredByAMutatorIsTakenOutOfTheOutput() throws Exception {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("exporter", (context, env) -> {
			context.redact("declared-secret");
			env.put("HEADERS", "x-key=declared-secret");
		}));
		try (ProcessRuntime runtime = Processes.shell("echo declared-secret; echo $HEADERS").build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			handler.setEnvMutators(registry);
			assertThat(outputAtTheEnd(handler)).isEqualTo("[redacted]\nx-key=[redacted]\n");
		}
	}

	@Test
	void partOfASecretIsTakenOutOfTheOutput() throws Exception {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("vault", (context, env) -> env.putSecret("ACCOUNT", """
				{"type": "service_account", "private_key": "-----BEGIN KEY-----\\nMIIEvQIBADANBg\\n-----END KEY-----"}
				""")));
		try (ProcessRuntime runtime = Processes.shell("echo loaded MIIEvQIBADANBg of a service_account").build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			handler.setEnvMutators(registry);
			assertThat(outputAtTheEnd(handler)).isEqualTo("loaded [redacted] of a service_account\n");
		}
	}

	@Test
	void credentialGivenToARunningWorkspaceIsTakenOutOfTheOutput() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo fresh-token-1 fresh-token-2; exec sleep 600").build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			Workspace workspace = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			assertThat(Processes.firstLine(runtime, workspace.id())).isEqualTo("fresh-token-1 fresh-token-2");
			handler.redact(workspace.id(), "fresh-token-1");
			handler.redact(workspace.id(), "fresh-token-2");
			handler.redact("another", "sleep 600");
			assertThat(output(handler, workspace)).isEqualTo("[redacted] [redacted]\n");
			handler.stop(workspace.id());
			assertThat(output(handler, workspace)).isEqualTo("[redacted] [redacted]\n");
		}
	}

	@Test
	void fiveHundredCredentialsAreKnown() throws Exception {
		String script = "echo %s %s %s; exec sleep 600".formatted(credential(1), credential(2), credential(501));
		try (ProcessRuntime runtime = Processes.shell(script).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			Workspace workspace = Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
			Processes.firstLine(runtime, workspace.id());
			for (int i = 1; i <= 501; i++) {
				handler.redact(workspace.id(), credential(i));
			}
			assertThat(output(handler, workspace)).isEqualTo(credential(1) + " [redacted] [redacted]\n");
		}
	}

	private static String credential(int number) {
		return UUID.nameUUIDFromBytes(new byte[] { (byte) (number >> Byte.SIZE), (byte) number }).toString();
	}

	private static String outputAtTheEnd(WorkspaceHandler handler) throws Exception {
		Workspace created = handler.create(WorkspaceRequest.named("demo").build());
		Workspace ended = Await.patiently()
			.until(() -> handler.get(created.id()), (workspace) -> workspace.state() == WorkspaceState.STOPPED);
		return output(handler, ended);
	}

	private static String output(WorkspaceHandler handler, Workspace workspace) throws Exception {
		try (InputStream log = handler.log(workspace.id())) {
			return new String(log.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
