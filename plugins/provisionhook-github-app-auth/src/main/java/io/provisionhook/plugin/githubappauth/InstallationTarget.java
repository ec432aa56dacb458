package io.provisionhook.plugin.githubappauth;

/**
 * An installation of the GitHub App, identified by its id, its organization or one of its
 * repositories.
 *
 * @param kind the kind of the name
 * @param name the id, the organization, or the repository with its owner
 */
record InstallationTarget(Kind kind, String name) {

	/**
	 * Return whether the name is the id, so that no lookup is needed.
	 * @return whether the name is the id
	 */
	boolean isId() {
		return this.kind == Kind.INSTALLATION;
	}

	/**
	 * Return the path of the lookup of the installation.
	 * @return a path of the API
	 */
	String path() {
		return ((this.kind == Kind.ORGANIZATION) ? "/orgs/" : "/repos/") + this.name + "/installation";
	}

	@Override
	public String toString() {
		return this.kind.description + " '" + this.name + "'";
	}

	/**
	 * Kinds of names of an installation.
	 */
	enum Kind {

		/**
		 * The id of the installation.
		 */
		INSTALLATION("installation", "installation-id"),

		/**
		 * The organization of the installation.
		 */
		ORGANIZATION("organization", "organization"),

		/**
		 * A repository of the installation.
		 */
		REPOSITORY("repository", "repository");

		private final String description;

		private final String property;

		Kind(String description, String property) {
			this.description = description;
			this.property = GitHubAppAuthProperties.named(property);
		}

		/**
		 * Return the property with the name.
		 * @return the full name of the property
		 */
		String property() {
			return this.property;
		}

	}

}
