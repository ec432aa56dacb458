package io.provisionhook.plugin.githubappauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Says what token a workspace gets. Immutable and thread-safe.
 */
final class TokenTemplate {

	private static final String REPOSITORIES = GitHubAppAuthProperties.named("repositories");

	private static final String PERMISSIONS = GitHubAppAuthProperties.named("permissions");

	private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+");

	private static final Pattern PERMISSION = Pattern.compile("[a-z0-9_]+");

	private static final Pattern LEVEL = Pattern.compile("read|write|admin");

	private static final Pattern LEVEL_OR_PLACEHOLDER = Pattern.compile(LEVEL + "|0");

	private final TargetTemplate target;

	private final List<PlaceholderTemplate> repositories;

	private final Map<String, PlaceholderTemplate> permissions;

	private TokenTemplate(TargetTemplate target, List<PlaceholderTemplate> repositories,
			Map<String, PlaceholderTemplate> permissions) {
		this.target = target;
		this.repositories = repositories;
		this.permissions = permissions;
	}

	static TokenTemplate of(GitHubAppAuthProperties properties) {
		List<PlaceholderTemplate> repositories = repositories(properties.repositories());
		Map<String, PlaceholderTemplate> permissions = new LinkedHashMap<>();
		properties.permissions().forEach((key, level) -> {
			String permission = parsePermission(key);
			// What comes first has precedence
			permissions.putIfAbsent(permission, parseLevel(permission, level));
		});
		return new TokenTemplate(TargetTemplate.of(properties), repositories, permissions);
	}

	private static List<PlaceholderTemplate> repositories(@Nullable List<String> texts) {
		if (texts == null) {
			return List.of();
		}
		if (texts.isEmpty()) {
			throw new PluginConfigurationException(REPOSITORIES, "it is empty, which restricts tokens to nothing",
					"Name a repository, or remove the property if tokens are to be good for all repositories.");
		}
		return texts.stream().map(TokenTemplate::parseRepository).toList();
	}

	private static PlaceholderTemplate parseRepository(String text) {
		return Templates.parse(REPOSITORIES, text, REPOSITORY, "is no name of a repository",
				"Use the name without its owner, such as app for https://github.com/acme/app.");
	}

	// In environment variables, the underscores of a name become dots
	private static String parsePermission(String key) {
		String permission = key.replace('-', '_').replace('.', '_');
		if (!PERMISSION.matcher(permission).matches()) {
			throw new PluginConfigurationException(PERMISSIONS, "'" + key + "' is no name of a permission",
					"Use the name that GitHub's REST API has for it, such as pull_requests.");
		}
		return permission;
	}

	private static PlaceholderTemplate parseLevel(String permission, String level) {
		return Templates.parse(PERMISSIONS + "." + permission, level, LEVEL_OR_PLACEHOLDER,
				"is none of read, write and admin", "Use one of these, or a placeholder such as {label.access}.");
	}

	/**
	 * Return what token a workspace gets.
	 * @param context what is known about the workspace
	 * @return what to ask GitHub for
	 * @throws UpstreamException if the workspace names a level that does not exist
	 */
	TokenRequest expand(ProvisionContext context) throws UpstreamException {
		List<String> names = this.repositories.stream()
			.flatMap((template) -> template.expandList(context).stream())
			.toList();
		Map<String, String> levels = new LinkedHashMap<>();
		for (Map.Entry<String, PlaceholderTemplate> permission : this.permissions.entrySet()) {
			levels.put(permission.getKey(), levelOf(permission.getKey(), permission.getValue().expand(context)));
		}
		return TokenRequest.of(this.target.expand(context), names.isEmpty() ? this.target.repository(context) : names,
				levels);
	}

	private static String levelOf(String permission, String level) throws UpstreamException {
		if (!LEVEL.matcher(level).matches()) {
			throw UpstreamException.ofRequest("GitHub: the workspace asks for the level '" + level + "' of permission '"
					+ permission + "', which is none of read, write and admin", null);
		}
		return level;
	}

}
