package io.provisionhook.plugin.githubappauth;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.githubappauth.InstallationTarget.Kind;
import io.provisionhook.plugin.internal.configuration.PlaceholderTemplate;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;

/**
 * Says which installation the token of a workspace is made for.
 *
 * @param kind what the name is
 * @param name the name, which may have placeholders
 */
record TargetTemplate(Kind kind, PlaceholderTemplate name) {

	private static final String ONE_OF_THREE = "Set exactly one of 'installation-id', 'organization' and 'repository'.";

	static TargetTemplate of(GitHubAppAuthProperties properties) {
		List<TargetTemplate> targets = new ArrayList<>();
		add(targets, Kind.INSTALLATION, properties.installationId(), "\\d+", "is no number",
				"The id is at the end of the installation's address at GitHub, such as .../installations/12345.");
		add(targets, Kind.ORGANIZATION, properties.organization(), "[\\w.-]+", "is no name of an organization",
				"Use the name in the organization's address, such as acme for https://github.com/acme.");
		add(targets, Kind.REPOSITORY, properties.repository(), "[\\w.-]+/[\\w.-]+", "is not of the form owner/name",
				"Use the end of the repository's address, such as acme/app for https://github.com/acme/app.");
		if (targets.isEmpty()) {
			throw new PluginConfigurationException(Kind.INSTALLATION.property(),
					"nothing says which installation of the app tokens are made for", ONE_OF_THREE);
		}
		if (targets.size() > 1) {
			throw new PluginConfigurationException(targets.get(1).kind().property(),
					"it is set although '" + targets.get(0).kind().property() + "' is, too", ONE_OF_THREE);
		}
		return targets.get(0);
	}

	private static void add(List<TargetTemplate> targets, Kind kind, @Nullable String text, String form, String mistake,
			String action) {
		if (StringUtils.hasText(text)) {
			targets.add(new TargetTemplate(kind,
					Templates.parse(kind.property(), text, Pattern.compile(form), mistake, action)));
		}
	}

	/**
	 * Return the installation for a workspace.
	 * @param context what is known about the workspace
	 * @return the installation
	 */
	InstallationTarget expand(ProvisionContext context) {
		return new InstallationTarget(this.kind, this.name.expand(context));
	}

	/**
	 * Return the one repository that the installation was chosen for.
	 * @param context what is known about the workspace
	 * @return its name without the owner; none if the installation was chosen otherwise
	 */
	List<String> repository(ProvisionContext context) {
		String name = this.name.expand(context);
		return (this.kind == Kind.REPOSITORY) ? List.of(name.substring(name.indexOf('/') + 1)) : List.of();
	}

}
