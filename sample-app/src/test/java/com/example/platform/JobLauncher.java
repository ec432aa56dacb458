package com.example.platform;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

@Component
class JobLauncher {

	private final Registry mutators;

	JobLauncher(Registry mutators) {
		this.mutators = mutators;
	}

	Process launch(String id, WorkspaceRequest request, List<String> command) throws IOException {
		Env env = Env.of(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"));
		this.mutators.run(ProvisionContext.of(id, request), env);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().clear();
		builder.environment().putAll(env);
		return builder.start();
	}

}
