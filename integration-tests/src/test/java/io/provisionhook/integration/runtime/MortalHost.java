package io.provisionhook.integration.runtime;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A host application that does what it reads from its input: {@code create} and how many
 * workspaces, {@code restart} and how many of the newest ones that were there before,
 * {@code await} and how many workspaces it tells have begun to run since it created some,
 * or {@code list}, which it answers with a line for each and an empty one. Ends when its
 * input does, unless it is killed before.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class MortalHost {

	/**
	 * The variable that says whose workspace a process is of.
	 */
	static final String WORKSPACE = "MORTAL_HOST_WORKSPACE";

	/**
	 * What it says before it looks for what an earlier host has left.
	 */
	static final String RETURNING = "returning";

	static final String READY = "ready";

	static final String RUNNING = "running";

	private final Semaphore running = new Semaphore(0);

	public static void main(String[] arguments) throws Exception {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		ApplicationContext context = new SpringApplicationBuilder(MortalHost.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(arguments);
		WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
		MortalHost host = context.getBean(MortalHost.class);
		System.out.println(READY);
		for (String line = input.readLine(); line != null; line = input.readLine()) {
			String[] words = line.split(" ", -1);
			switch (words[0]) {
				case "create" -> host.create(handler, Integer.parseInt(words[1]));
				case "restart" -> new Thread(() -> restart(handler, Integer.parseInt(words[1]))).start();
				case "await" -> host.awaitRunning(Integer.parseInt(words[1]));
				case "list" -> list(handler);
				default -> throw new IllegalArgumentException(line);
			}
		}
	}

	private void create(WorkspaceHandler handler, int count) {
		this.running.drainPermits();
		for (int i = 0; i < count; i++) {
			handler.create(WorkspaceRequest.named("crash-" + i).build());
		}
	}

	private static void restart(WorkspaceHandler handler, int count) {
		handler.list(WorkspaceQuery.newest(1000))
			.workspaces()
			.stream()
			.filter((workspace) -> workspace.state() != WorkspaceState.PROVISIONING)
			.sorted(Comparator.comparing(Workspace::createdAt).reversed())
			.limit(count)
			.forEach((workspace) -> handler.restart(workspace.id()));
	}

	private void awaitRunning(int count) throws InterruptedException {
		boolean run = this.running.tryAcquire(count, 2, TimeUnit.MINUTES);
		System.out.println(run ? RUNNING : "not " + RUNNING);
	}

	private static void list(WorkspaceHandler handler) {
		for (Workspace workspace : handler.list(WorkspaceQuery.newest(1000)).workspaces()) {
			String error = String.valueOf(workspace.lastSampleError());
			System.out.println(workspace.id() + " " + workspace.state() + " "
					+ Base64.getEncoder().encodeToString(error.getBytes(StandardCharsets.UTF_8)));
		}
		System.out.println();
	}

	@Bean
	WorkspaceListener running() {
		return (workspace) -> this.running.release((workspace.state() == WorkspaceState.RUNNING) ? 1 : 0);
	}

	@Bean
	EnvMutator workspaceName() {
		System.out.println(RETURNING);
		return EnvMutator.of("workspace-name", (context, env) -> env.put(WORKSPACE, context.workspaceId()));
	}

}
