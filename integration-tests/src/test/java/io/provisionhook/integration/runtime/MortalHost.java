package io.provisionhook.integration.runtime;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceHandlerClosedException;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspacePage;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * A host application that does what it reads from its input: {@code create} and how many
 * workspaces, {@code go} to go on from where it waits, {@code stop} and the id of one,
 * {@code restart} and how many of the newest ones that were there before, {@code await}
 * and how many workspaces it tells have begun to run since it created some, or
 * {@code list}, which it answers with a line for each and an empty one. Ends when its
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

	private final CountDownLatch goOn = new CountDownLatch(1);

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
				case "go" -> host.goOn.countDown();
				case "stop" -> new Thread(() -> stop(handler, words[1])).start();
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
			create(handler, "crash-" + i);
		}
	}

	private static void create(WorkspaceHandler handler, String name) {
		try {
			awaitLease(handler);
			handler.create(WorkspaceRequest.named(name).build());
		}
		catch (WorkspaceHandlerClosedException ex) {
			create(handler, name);
		}
	}

	private static void restart(WorkspaceHandler handler, int count) {
		handler.list(WorkspaceQuery.newest(1000))
			.workspaces()
			.stream()
			.filter((workspace) -> workspace.state() != WorkspaceState.PROVISIONING)
			.sorted(Comparator.comparing(Workspace::createdAt).reversed())
			.limit(count)
			.forEach((workspace) -> restart(handler, workspace.id()));
	}

	private static void restart(WorkspaceHandler handler, String id) {
		try {
			handler.restart(id);
		}
		catch (RuntimeException ex) {
			LogFactory.getLog(MortalHost.class).info("Not restarted: " + ex);
		}
	}

	// A load balancer asks no host that is not ready. Without reconciliation it never
	// joins.
	private static void awaitLease(WorkspaceHandler handler) {
		while (handler.instances().id() != null && !handler.instances().holdsLease()) {
			LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
		}
	}

	private static void stop(WorkspaceHandler handler, String id) {
		try {
			awaitLease(handler);
			handler.stop(id);
		}
		catch (WorkspaceHandlerClosedException ex) {
			stop(handler, id);
		}
		catch (RuntimeException ex) {
			LogFactory.getLog(MortalHost.class).info("Not stopped: " + ex);
		}
	}

	private void awaitRunning(int count) throws InterruptedException {
		boolean run = this.running.tryAcquire(count, 2, TimeUnit.MINUTES);
		System.out.println(run ? RUNNING : "not " + RUNNING);
	}

	private static void list(WorkspaceHandler handler) {
		List<Workspace> workspaces = new ArrayList<>();
		WorkspacePage page = handler.list(WorkspaceQuery.newest(1000));
		workspaces.addAll(page.workspaces());
		while (page.next() != null) {
			page = handler.list(WorkspaceQuery.newest(1000).after(page.next()));
			workspaces.addAll(page.workspaces());
		}
		for (Workspace workspace : workspaces) {
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
	static BeanPostProcessor freezing(Environment environment, ObjectProvider<MortalHost> host) {
		String moment = environment.getProperty("freeze-at");
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (moment != null && bean instanceof WorkspaceRuntime runtime)
						? new FreezingRuntime(runtime, FreezingRuntime.Moment.valueOf(moment), host.getObject().goOn)
						: bean;
			}

		};
	}

	@Bean
	EnvMutator workspaceName() {
		System.out.println(RETURNING);
		return EnvMutator.of("workspace-name", (context, env) -> env.put(WORKSPACE, context.workspaceId()));
	}

}
