package io.provisionhook.sample.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.FileSystemUtils;

/**
 * An empty repository in a temporary directory, and {@code git http-backend} to serve it.
 */
final class GitRepository implements DisposableBean {

	private static final String NAME = "demo.git";

	private final Path directory;

	/**
	 * Create the repository.
	 * @throws IOException if that is not possible, for example since there is no git
	 * @throws InterruptedException if the thread is interrupted
	 */
	GitRepository() throws IOException, InterruptedException {
		this.directory = Files.createTempDirectory("provisionhook-sample-git");
		Process process = git(Map.of(), List.of("git", "init", "--quiet", "--bare", "--initial-branch=main", NAME));
		process.getOutputStream().close();
		if (process.waitFor() != 0) {
			throw new IOException("git could not create a repository in " + this.directory);
		}
	}

	/**
	 * Have git answer a request, as its documentation on {@code git-http-backend} says.
	 * @param request the variables that describe the request
	 * @param body the body of the request
	 * @return headers, an empty line and the body of the answer
	 * @throws IOException if git can't be run
	 */
	byte[] answer(Map<String, String> request, InputStream body) throws IOException {
		Process process = git(request, List.of("git", "http-backend"));
		try (OutputStream input = process.getOutputStream()) {
			body.transferTo(input);
		}
		try (InputStream output = process.getInputStream()) {
			return output.readAllBytes();
		}
	}

	private Process git(Map<String, String> variables, List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(variables);
		builder.environment().put("GIT_PROJECT_ROOT", this.directory.toString());
		builder.environment().put("GIT_HTTP_EXPORT_ALL", "1");
		return builder.start();
	}

	@Override
	public void destroy() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
