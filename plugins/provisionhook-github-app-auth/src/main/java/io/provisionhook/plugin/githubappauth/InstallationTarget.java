package io.provisionhook.plugin.githubappauth;

/**
 * An installation of the GitHub App, by its id or by what it was installed for.
 *
 * @param kind what the name is
 * @param name its id, an organization, or a repository with its owner
 */
record InstallationTarget(Kind kind, String name) {

	/**
	 * Return the id.
	 * @return whether the name is the id, so that there is nothing to look up
	 */
	boolean isId() {
		return this.kind == Kind.INSTALLATION;
	}

	/**
	 * Return where the installation can be looked up.
	 * @return a path of the API
	 */
	String path() {
		return ((this.kind == Kind.ORGANIZATION) ? "/orgs/" : "/repos/") + this.name + "/installation";
	}

	/**
	 * Return the target for messages.
	 */
	@Override
	public String toString() {
		return this.kind.description + " '" + this.name + "'";
	}

	/**
	 * The ways to say which installation is meant.
	 */
	enum Kind {

		/**
		 * By its id.
		 */
		INSTALLATION("installation", "installation-id"),

		/**
		 * By the organization that has it.
		 */
		ORGANIZATION("organization", "organization"),

		/**
		 * By a repository that it gives access to.
		 */
		REPOSITORY("repository", "repository");

		private final String description;

		private final String property;

		Kind(String description, String property) {
			this.description = description;
			this.property = GitHubAppAuthProperties.named(property);
		}

		/**
		 * Return the property that says so.
		 * @return its full name
		 */
		String property() {
			return this.property;
		}

	}

}
