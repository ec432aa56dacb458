package io.provisionhook.autoconfigure.workspace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Settings of this host application among the hosts that share a store of workspaces.
 *
 * @param name Name of this host in logs and errors. By default, the name of the machine.
 * @param lease Time after which other hosts take over the workspaces of this host, if it
 * does not renew its lease. Must be the same for all hosts.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.instance")
public record InstanceProperties(@Nullable String name, @DefaultValue("15s") Duration lease) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == InstanceProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		InstanceProperties properties = (InstanceProperties) target;
		if (properties.lease().compareTo(Duration.ofSeconds(1)) < 0) {
			errors.rejectValue("lease", "short", "must be at least 1s");
		}
	}

	String nameOrHost() {
		if (this.name != null) {
			return this.name;
		}
		String host = System.getenv().getOrDefault("HOSTNAME", "");
		if (host.isBlank()) {
			try {
				host = InetAddress.getLocalHost().getHostName();
			}
			catch (UnknownHostException ex) {
				host = "host";
			}
		}
		return host.substring(0, Math.min(host.length(), WorkspaceHandler.MAX_INSTANCE_NAME_LENGTH));
	}

}
