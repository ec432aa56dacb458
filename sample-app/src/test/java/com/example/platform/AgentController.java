package com.example.platform;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;

@RestController
@RequestMapping("/agents")
class AgentController {

	private final WorkspaceHandler workspaces;

	AgentController(WorkspaceHandler workspaces) {
		this.workspaces = workspaces;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.ACCEPTED)
	Workspace create(@RequestParam String name, @RequestParam(required = false) @Nullable String tenant) {
		return this.workspaces.create(WorkspaceRequest.named(name).tenant(tenant).build());
	}

	@GetMapping("/{id}")
	Workspace get(@PathVariable String id) {
		return this.workspaces.get(id);
	}

	@PostMapping("/{id}/stop")
	Workspace stop(@PathVariable String id) {
		return this.workspaces.stop(id);
	}

}
