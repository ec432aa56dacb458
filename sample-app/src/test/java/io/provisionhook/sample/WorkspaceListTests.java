package io.provisionhook.sample;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists workspaces over HTTP, page by page.
 */
@SampleTest
@ExtendWith(LoggedFailures.class)
class WorkspaceListTests {

	private final RestTestClient client;

	private final WorkspaceClient workspaces;

	@Autowired
	WorkspaceListTests(RestTestClient client) {
		this.client = client;
		this.workspaces = new WorkspaceClient(client);
	}

	@Test
	void linksLeadToAllWorkspacesOfTheState() {
		List<String> created = Stream.of("a", "b", "c")
			.map((name) -> this.workspaces.create("{\"name\": \"" + name + "\"}").id())
			.toList();
		created.forEach(
				(id) -> WorkspaceClient.await().until(() -> this.workspaces.get(id).state() == WorkspaceState.STOPPED));
		List<String> listed = new ArrayList<>();
		String path = "/api/workspaces?state=STOPPED,FAILED&size=2";
		while (path != null) {
			EntityExchangeResult<WorkspaceResponse[]> page = page(path);
			Stream.of(page.getResponseBody()).map(WorkspaceResponse::id).forEach(listed::add);
			path = next(page.getResponseHeaders());
		}
		assertThat(listed).doesNotHaveDuplicates().containsSubsequence(created.get(2), created.get(1), created.get(0));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiterString = "->", textBlock = """
			size=0     -> 'limit' must be at least 1
			size=1001  -> 'limit' must not be more than 1000
			cursor=x   -> The cursor is not one of this application
			""")
	void listThatCanNotBeIsRefused(String query, String detail) {
		this.client.get()
			.uri("/api/workspaces?" + query)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo(detail);
	}

	@ParameterizedTest
	@CsvSource({ "size=many", "state=SLEEPING" })
	void listOfUnknownValuesIsRefused(String query) {
		this.client.get().uri("/api/workspaces?" + query).exchange().expectStatus().isBadRequest();
	}

	private EntityExchangeResult<WorkspaceResponse[]> page(String path) {
		return this.client.get()
			.uri(URI.create(path))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(WorkspaceResponse[].class)
			.returnResult();
	}

	private static @Nullable String next(HttpHeaders headers) {
		String link = headers.getFirst(HttpHeaders.LINK);
		if (link == null) {
			return null;
		}
		assertThat(link).matches("<[^>]+>; rel=\"next\"");
		return link.substring(1, link.indexOf('>'));
	}

}
