package io.provisionhook.plugin.githubappauth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.githubappauth.InstallationTarget.Kind;
import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Template of the {@link TokenRequest} of a workspace, with placeholders. Immutable and
 * thread-safe.
 */
final class TokenRequestTemplate {

	private static final String REPOSITORIES = GitHubAppAuthProperties.named("repositories");

	private static final String PERMISSIONS = GitHubAppAuthProperties.named("permissions");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

	private static final Pattern REPOSITORY = Pattern.compile("[\\w.-]+");

	private static final Pattern PERMISSION = Pattern.compile("[a-z0-9_]+");

	private static final Pattern LEVEL = Pattern.compile("read|write|admin");

	private static final Pattern LEVEL_OR_PLACEHOLDER = Pattern.compile(LEVEL + "|0");

	private final TargetTemplate target;

	private final List<PlaceholderTemplate> repositories;

	private final Map<String, PlaceholderTemplate> permissions;

	private TokenRequestTemplate(TargetTemplate target, List<PlaceholderTemplate> repositories,
			Map<String, PlaceholderTemplate> permissions) {
		this.target = target;
		this.repositories = repositories;
		this.permissions = permissions;
	}

	static TokenRequestTemplate of(GitHubAppAuthProperties properties) {
		List<PlaceholderTemplate> repositories = repositories(properties.repositories());
		Map<String, PlaceholderTemplate> permissions = new LinkedHashMap<>();
		properties.permissions().forEach((key, level) -> {
			String permission = parsePermission(key);
			// The first entry has precedence
			permissions.putIfAbsent(permission, parseLevel(permission, level));
		});
		return new TokenRequestTemplate(TargetTemplate.of(properties), repositories, permissions);
	}

	private static List<PlaceholderTemplate> repositories(@Nullable List<String> texts) {
		if (texts == null) {
			return List.of();
		}
		if (texts.isEmpty()) {
			throw new PluginConfigurationException(REPOSITORIES, "it is empty, which restricts tokens to nothing",
					"Name a repository, or remove the property if tokens are to be good for all repositories.");
		}
		return texts.stream().map(TokenRequestTemplate::parseRepository).toList();
	}

	private static PlaceholderTemplate parseRepository(String text) {
		return parse(REPOSITORIES, text, REPOSITORY, "is not the name of a repository",
				"Use the name without its owner, such as app for https://github.com/acme/app.");
	}

	// In environment variables, the underscores of a name become dots
	private static String parsePermission(String key) {
		String permission = key.replace('-', '_').replace('.', '_');
		if (!PERMISSION.matcher(permission).matches()) {
			throw new PluginConfigurationException(PERMISSIONS, "'" + key + "' is not the name of a permission",
					"Use the name that GitHub's REST API has for it, such as pull_requests.");
		}
		return permission;
	}

	private static PlaceholderTemplate parseLevel(String permission, String level) {
		return parse(PERMISSIONS + "." + permission, level, LEVEL_OR_PLACEHOLDER, "is none of read, write and admin",
				"Use one of these, or a placeholder such as {label.access}.");
	}

	// A placeholder matches as 0, which is both a digit and a name
	private static PlaceholderTemplate parse(String property, String text, Pattern form, String problem,
			String action) {
		PlaceholderTemplate template;
		try {
			template = PlaceholderTemplate.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new PluginConfigurationException(property, String.valueOf(ex.getMessage()),
					"Correct the placeholder.", ex);
		}
		if (!form.matcher(PLACEHOLDER.matcher(text).replaceAll("0")).matches()) {
			throw new PluginConfigurationException(property, "'" + text + "' " + problem, action);
		}
		return template;
	}

	/**
	 * Create the request for the token of a workspace.
	 * @param context the context of the workspace
	 * @return the request
	 * @throws UpstreamException if the workspace has an unknown level of a permission
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

	/**
	 * Template of the installation of a workspace.
	 *
	 * @param kind the kind of the name
	 * @param name the name, which may have placeholders
	 */
	record TargetTemplate(Kind kind, PlaceholderTemplate name) {

		private static final String ONE_OF_THREE = "Set exactly one of 'installation-id', 'organization' and 'repository'.";

		static TargetTemplate of(GitHubAppAuthProperties properties) {
			List<TargetTemplate> targets = new ArrayList<>();
			add(targets, Kind.INSTALLATION, properties.installationId(), "\\d+", "is not a number",
					"The id is at the end of the installation's address at GitHub, such as .../installations/12345.");
			add(targets, Kind.ORGANIZATION, properties.organization(), "[\\w.-]+", "is not the name of an organization",
					"Use the name in the organization's address, such as acme for https://github.com/acme.");
			add(targets, Kind.REPOSITORY, properties.repository(), "[\\w.-]+/[\\w.-]+", "is not of the form owner/name",
					"Use the end of the repository's address, such as acme/app for https://github.com/acme/app.");
			if (targets.isEmpty()) {
				throw new PluginConfigurationException(Kind.INSTALLATION.property(),
						"no installation of the app is set", ONE_OF_THREE);
			}
			if (targets.size() > 1) {
				throw new PluginConfigurationException(targets.get(1).kind().property(),
						"it is set although '" + targets.get(0).kind().property() + "' is, too", ONE_OF_THREE);
			}
			return targets.get(0);
		}

		private static void add(List<TargetTemplate> targets, Kind kind, @Nullable String text, String form,
				String problem, String action) {
			if (StringUtils.hasText(text)) {
				targets.add(
						new TargetTemplate(kind, parse(kind.property(), text, Pattern.compile(form), problem, action)));
			}
		}

		/**
		 * Return the installation of a workspace.
		 * @param context the context of the workspace
		 * @return the installation
		 */
		InstallationTarget expand(ProvisionContext context) {
			return new InstallationTarget(this.kind, this.name.expand(context));
		}

		/**
		 * Return the repository that selects the installation.
		 * @param context the context of the workspace
		 * @return the name without the owner; empty if no repository selects it
		 */
		List<String> repository(ProvisionContext context) {
			String name = this.name.expand(context);
			return (this.kind == Kind.REPOSITORY) ? List.of(name.substring(name.indexOf('/') + 1)) : List.of();
		}

	}

}
