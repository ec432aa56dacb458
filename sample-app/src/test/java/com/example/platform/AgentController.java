package com.example.platform;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
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

	@GetMapping(path = "/{id}/log", produces = "text/plain;charset=UTF-8")
	Resource log(@PathVariable String id) throws IOException {
		InputStream log = this.workspaces.log(id);
		return new InputStreamResource(log);
	}

	@PostMapping("/{id}/stop")
	Workspace stop(@PathVariable String id) {
		return this.workspaces.stop(id);
	}

}
