package io.provisionhook.runtime.together;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A host application that does what it reads from its input: {@code create} and how many
 * workspaces, {@code restart} and how many of the newest ones that were there before, or
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

	static final String READY = "ready";

	public static void main(String[] arguments) throws IOException {
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		WorkspaceHandler handler = new SpringApplicationBuilder(MortalHost.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(arguments)
			.getBean(WorkspaceHandler.class);
		System.out.println(READY);
		for (String line = input.readLine(); line != null; line = input.readLine()) {
			String[] words = line.split(" ", -1);
			switch (words[0]) {
				case "create" -> create(handler, Integer.parseInt(words[1]));
				case "restart" -> restart(handler, Integer.parseInt(words[1]));
				case "list" -> list(handler);
				default -> throw new IllegalArgumentException(line);
			}
		}
	}

	private static void create(WorkspaceHandler handler, int count) {
		for (int i = 0; i < count; i++) {
			handler.create(WorkspaceRequest.named("crash-" + i).build());
		}
	}

	private static void restart(WorkspaceHandler handler, int count) {
		handler.list()
			.stream()
			.filter((workspace) -> workspace.state() != WorkspaceState.PROVISIONING)
			.sorted(Comparator.comparing(Workspace::createdAt).reversed())
			.limit(count)
			.forEach((workspace) -> handler.restart(workspace.id()));
	}

	private static void list(WorkspaceHandler handler) {
		for (Workspace workspace : handler.list()) {
			String error = String.valueOf(workspace.lastSampleError());
			System.out.println(workspace.id() + " " + workspace.state() + " "
					+ Base64.getEncoder().encodeToString(error.getBytes(StandardCharsets.UTF_8)));
		}
		System.out.println();
	}

	@Bean
	EnvMutator workspaceName() {
		return EnvMutator.of("workspace-name", (context, env) -> env.put(WORKSPACE, context.workspaceId()));
	}

}
