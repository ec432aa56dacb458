package io.provisionhook.runtime.process.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.RequiredVariable;
import io.provisionhook.runtime.process.ProcessRuntime;

/**
 * Settings of the runtime that starts workspaces as processes.
 *
 * @param templates What a workspace can run, by the name that requests use; "default" is
 * for requests that name none.
 * @param directory Directory in which each workspace gets a directory of its own; a
 * temporary one unless set.
 * @param user User that workspaces run as: the name or id of one for all, or a range of
 * ids such as 300000-365535, of which each workspace gets one of its own. The user of the
 * host application unless set; anything else needs a host application that is root, and
 * setpriv.
 * @param trustedWorkspaces Whether what workspaces run is trusted with the secrets of
 * others, so that there is no warning if nothing keeps processes from reading them.
 * @param inherit Names of the variables of the host application that workspaces inherit.
 * @param outputLimit Output of a workspace that is kept in memory.
 * @param gracePeriod Time that a workspace has to end by itself before it is killed.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.process")
public record ProcessRuntimeProperties(@DefaultValue Map<String, Template> templates, @Nullable Path directory,
		@Nullable String user, @DefaultValue("false") boolean trustedWorkspaces, @DefaultValue Set<String> inherit,
		@DefaultValue("256KB") DataSize outputLimit, @DefaultValue("10s") Duration gracePeriod) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == ProcessRuntimeProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		ProcessRuntimeProperties properties = (ProcessRuntimeProperties) target;
		requireUser("user", properties.user(), errors);
		properties.templates().forEach((name, template) -> {
			requireUser("templates[" + name + "].user", template.user(), errors);
			requireVariables("templates[" + name + "].required", template.required(), errors);
			require(!template.command().isEmpty() && !template.command().get(0).isBlank(),
					"templates[" + name + "].command", "must name a program", errors);
		});
		require(properties.inherit().stream().allMatch((name) -> name.matches("[^=*\\s]+")), "inherit",
				"must be names of variables, without a pattern or a value", errors);
		long outputLimit = properties.outputLimit().toBytes();
		require(outputLimit > 0 && outputLimit <= Integer.MAX_VALUE, "output-limit",
				"must be positive and less than 2GB", errors);
		require(!properties.gracePeriod().isNegative(), "grace-period", "must not be negative", errors);
	}

	private static void requireVariables(String field, List<String> required, Errors errors) {
		try {
			required.forEach(RequiredVariable::of);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(field, "required", String.valueOf(ex.getMessage()));
		}
	}

	private static void require(boolean met, String field, String problem, Errors errors) {
		if (!met) {
			errors.rejectValue(field, "invalid", problem);
		}
	}

	private static void requireUser(String field, @Nullable String user, Errors errors) {
		try {
			ProcessRuntime.builder().user(user);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(field, "user", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * What a workspace can run.
	 *
	 * @param command Program and its arguments.
	 * @param user User that it runs as, or a range of ids.
	 * @param required Names of variables without which no workspace is started; with "|"
	 * between names if one of them is enough.
	 */
	public record Template(@DefaultValue List<String> command, @Nullable String user,
			@DefaultValue List<String> required) {
	}

}
