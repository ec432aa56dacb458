package com.example.agents;

import java.io.IOException;
import java.io.InputStream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;

@SpringBootApplication
public class AgentsApplication {

	public static void main(String[] args) {
		SpringApplication.run(AgentsApplication.class, args);
	}

	@Bean
	EnvMutator region() {
		return EnvMutator.of("region", (context, env) -> env.putIfAbsent("AWS_REGION", "eu-central-1"));
	}

	@RestController
	static class AgentController {

		private final WorkspaceHandler workspaces;

		AgentController(WorkspaceHandler workspaces) {
			this.workspaces = workspaces;
		}

		@PostMapping("/agents")
		Workspace create(@RequestParam String name) {
			return this.workspaces.create(WorkspaceRequest.named(name).build());
		}

		@GetMapping(path = "/agents/{id}/log", produces = "text/plain;charset=UTF-8")
		Resource log(@PathVariable String id) throws IOException {
			InputStream log = this.workspaces.log(id);
			return new InputStreamResource(log);
		}

	}

}
