package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.workspace.Reconciliation;
import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Settings of the workspace handler.
 *
 * @param concurrency Number of workspaces that are provisioned at a time.
 * @param gitEmailDomain Domain of the email addresses in the git identity of workspaces.
 * @param onInterruption What becomes of a workspace whose provisioning an earlier run of
 * the application did not finish.
 * @param onOrphan What becomes of a workspace that the runtime has and of which there is
 * no record.
 * @param onShutdown What becomes of running workspaces when the application stops, if
 * their runtime lets them outlive it.
 * @param retention Time after which workspaces that have ended are deleted, with what
 * their runtime keeps of them. They are kept unless set.
 * @param reconciliationInterval Time after which records are compared with the runtime
 * again, if that was not possible for all of them or if a record could not be written.
 * @param stepTimeout Time for each call of a source of secrets, of the store, or of the
 * runtime for what it knows already.
 * @param runtimeTimeout Time for each call of the runtime that fetches, starts or stops
 * something.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.workspace")
public record WorkspaceProperties(@DefaultValue("16") int concurrency,
		@DefaultValue("workspaces.invalid") String gitEmailDomain,
		@DefaultValue("fail") Reconciliation.OnInterruption onInterruption,
		@DefaultValue("report") Reconciliation.OnOrphan onOrphan,
		@DefaultValue("keep") WorkspaceHandler.OnShutdown onShutdown, @Nullable Duration retention,
		@DefaultValue("5s") Duration reconciliationInterval, @DefaultValue("1m") Duration stepTimeout,
		@DefaultValue("30m") Duration runtimeTimeout) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == WorkspaceProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		WorkspaceProperties properties = (WorkspaceProperties) target;
		requirePositive("concurrency", properties.concurrency() > 0, errors);
		requirePositive("reconciliation-interval", properties.reconciliationInterval().compareTo(Duration.ZERO) > 0,
				errors);
		requirePositive("step-timeout", properties.stepTimeout().compareTo(Duration.ZERO) > 0, errors);
		requirePositive("runtime-timeout", properties.runtimeTimeout().compareTo(Duration.ZERO) > 0, errors);
		requirePositive("retention",
				properties.retention() == null || properties.retention().compareTo(Duration.ZERO) > 0, errors);
	}

	private static void requirePositive(String field, boolean positive, Errors errors) {
		if (!positive) {
			errors.rejectValue(field, "positive", "must be positive");
		}
	}

}
