package io.provisionhook.sample;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponents;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspacePage;
import io.provisionhook.workspace.WorkspacePlan;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Workspaces over HTTP.
 */
@RestController
@RequestMapping("/api/workspaces")
final class WorkspaceController {

	private final WorkspaceHandler handler;

	WorkspaceController(WorkspaceHandler handler) {
		this.handler = handler;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<WorkspaceResponse> create(@RequestBody CreateWorkspace body) {
		Workspace workspace = createFrom(body);
		URI location = URI.create("/api/workspaces/" + workspace.id());
		return ResponseEntity.created(location).body(WorkspaceResponse.of(workspace));
	}

	private Workspace createFrom(CreateWorkspace body) {
		try {
			return this.handler.create(body.toRequest());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(ex);
		}
	}

	@PostMapping(path = "/plan", consumes = MediaType.APPLICATION_JSON_VALUE)
	WorkspacePlan plan(@RequestBody CreateWorkspace body) throws InterruptedException {
		try {
			return this.handler.plan(body.toRequest());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(ex);
		}
	}

	@GetMapping
	ResponseEntity<List<WorkspaceResponse>> list(@RequestParam(defaultValue = "100") int size,
			@RequestParam(required = false) @Nullable Set<WorkspaceState> state,
			@RequestParam(required = false) @Nullable String cursor) {
		WorkspacePage page = page(size, state, cursor);
		ResponseEntity.BodyBuilder response = ResponseEntity.ok();
		if (page.next() != null) {
			UriComponents next = ServletUriComponentsBuilder.fromCurrentRequest()
				.replaceQueryParam("cursor", page.next())
				.build();
			response.header(HttpHeaders.LINK, "<" + next.getPath() + "?" + next.getQuery() + ">; rel=\"next\"");
		}
		return response.body(page.workspaces().stream().map(WorkspaceResponse::of).toList());
	}

	private WorkspacePage page(int size, @Nullable Set<WorkspaceState> state, @Nullable String cursor) {
		try {
			WorkspaceQuery query = WorkspaceQuery.newest(size)
				.after((cursor != null) ? WorkspaceQuery.Cursor.parse(cursor) : null);
			return this.handler.list((state != null) ? query.in(state) : query);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(ex);
		}
	}

	@GetMapping("/{id}")
	WorkspaceResponse get(@PathVariable String id) {
		return WorkspaceResponse.of(this.handler.get(id));
	}

	@GetMapping(path = "/{id}/log", produces = "text/plain;charset=UTF-8")
	Resource log(@PathVariable String id) throws IOException {
		return new InputStreamResource(this.handler.log(id));
	}

	@PostMapping("/{id}/stop")
	WorkspaceResponse stop(@PathVariable String id) {
		return WorkspaceResponse.of(this.handler.stop(id));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable String id) {
		this.handler.delete(id);
	}

	@PostMapping("/{id}/restart")
	@ResponseStatus(HttpStatus.ACCEPTED)
	WorkspaceResponse restart(@PathVariable String id) {
		return WorkspaceResponse.of(this.handler.restart(id));
	}

}
