package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

import io.provisionhook.autoconfigure.ProvisionhookProperties.UnknownProperties;

/**
 * Looks for properties below {@code provisionhook} that nothing takes, before there are
 * beans: one that is missing for a typing error may be what keeps a bean from being
 * created. Known are the properties of all {@link ConfigurationProperties} beans, and
 * those that the metadata of Spring Boot in the jars of the application tells of, since
 * what is not active has a right to its properties too. Those of mutators are up to
 * {@link MutatorChecks}.
 */
final class UnknownPropertyCheck implements BeanFactoryPostProcessor {

	private static final List<String> METADATA = List.of("META-INF/spring-configuration-metadata.json",
			"META-INF/additional-spring-configuration-metadata.json");

	/**
	 * Modules that are jars of their own, by the prefix of their properties.
	 */
	private static final List<String> MODULES = List.of("aws-secrets-manager", "credential-endpoint", "docker",
			"gcp-secret-manager", "git-credentials", "github-app-auth", "jdbc", "opentelemetry", "process",
			"tenant-config", "vault-secrets");

	private final ConfigurableEnvironment environment;

	UnknownPropertyCheck(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<PropertyKey> keys = PropertyKey.in(this.environment)
			.stream()
			.filter((key) -> !MutatorKeys.PARENT.isAncestorOf(key.name()))
			.toList();
		if (!keys.isEmpty()) {
			KnownProperties known = new KnownProperties(textsOf(keys, false), textsOf(keys, true));
			addBeans(known, beanFactory);
			addMetadata(known, beanFactory.getBeanClassLoader());
			check(keys, known).end(Binder.get(this.environment)
				.bind("provisionhook.unknown-properties", UnknownProperties.class)
				.orElse(UnknownProperties.FAIL));
		}
	}

	private static List<String> textsOf(List<PropertyKey> keys, boolean variables) {
		return keys.stream().filter((key) -> key.variable() == variables).map(PropertyKey::text).toList();
	}

	private static void addBeans(KnownProperties known, ConfigurableListableBeanFactory beanFactory) {
		for (String bean : BeanFactoryUtils.beanNamesIncludingAncestors(beanFactory)) {
			ConfigurationProperties annotation = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			Class<?> type = (annotation != null) ? beanFactory.getType(bean, false) : null;
			if (annotation != null && type != null) {
				// As Spring Boot decides it: an instance is there, unless it makes one
				Object bindMethod = beanFactory.containsBeanDefinition(bean)
						? beanFactory.getBeanDefinition(bean).getAttribute(BindMethod.class.getName()) : null;
				Bindable<?> target = Bindable.of(ResolvableType.forClass(ClassUtils.getUserClass(type)));
				add(known, annotation.prefix(),
						(bindMethod == BindMethod.VALUE_OBJECT) ? target : target.withBindMethod(BindMethod.JAVA_BEAN));
			}
		}
	}

	private static void add(KnownProperties known, String prefix, Bindable<?> type) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(prefix, '.');
		if (PropertyKey.PREFIX.equals(name) || PropertyKey.PREFIX.isAncestorOf(name)) {
			known.add(name, type);
		}
	}

	private static void addMetadata(KnownProperties known, @Nullable ClassLoader classLoader) {
		ClassLoader loader = (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader();
		try {
			for (String resource : METADATA) {
				for (URL url : Collections.list(loader.getResources(resource))) {
					try (InputStream content = url.openStream()) {
						addMetadata(known, new String(content.readAllBytes(), StandardCharsets.UTF_8), loader);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void addMetadata(KnownProperties known, String json, ClassLoader classLoader) {
		if (json.contains("\"" + PropertyKey.PREFIX)) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(json);
			Set<String> types = new HashSet<>();
			for (Map<?, ?> group : entries(metadata, "groups")) {
				String type = String.valueOf(group.get("type"));
				try {
					add(known, String.valueOf(group.get("name")), Bindable.of(ClassUtils.forName(type, classLoader)));
					types.add(type);
				}
				catch (ClassNotFoundException | LinkageError ex) {
					// It needs an optional dependency, so what is known are the entries
				}
			}
			// The others are of the types, which say more about what is in a map or list
			entries(metadata, "properties").stream()
				.filter((property) -> !types.contains(String.valueOf(property.get("sourceType"))))
				.map((property) -> ConfigurationPropertyName.adapt(String.valueOf(property.get("name")), '.'))
				.filter((name) -> PropertyKey.PREFIX.isAncestorOf(name) && !known.isKnown(name))
				.forEach(known::claim);
		}
	}

	// Spring Boot's own parser, used if there is no other, leaves a list's entries as
	// text
	private static List<Map<?, ?>> entries(Map<String, Object> metadata, String key) {
		List<?> entries = (metadata.get(key) instanceof List<?> list) ? list : List.of();
		return entries.stream()
			.<Map<?, ?>>map((entry) -> (entry instanceof Map<?, ?> map) ? map
					: JsonParserFactory.getJsonParser().parseMap(String.valueOf(entry).strip()))
			.toList();
	}

	private static UnknownPropertyReport check(List<PropertyKey> keys, KnownProperties known) {
		List<String> missing = MODULES.stream()
			.filter((module) -> !known.hasPart(PropertyKey.PREFIX.append(module)))
			.toList();
		missing.forEach((module) -> known.suggest(PropertyKey.PREFIX.append(module)));
		UnknownPropertyReport report = new UnknownPropertyReport();
		for (PropertyKey key : keys) {
			if (!known.take(key) && !(known.isParent(key.name()) && key.isEmpty())) {
				String problem = missing.stream()
					.filter((module) -> isOf(module, key))
					.findFirst()
					.map((module) -> "is of the module provisionhook-" + module + ", which is not on the class path.")
					.orElseGet(() -> known.isParent(key.name()) ? "has no value, only properties below it."
							: "is not known" + UnknownPropertyReport.didYouMean(key, known.nearest(key.name())));
				report.add(key, problem, false);
			}
		}
		return report;
	}

	private static boolean isOf(String module, PropertyKey key) {
		ConfigurationPropertyName name = PropertyKey.PREFIX.append(module);
		return name.isAncestorOf(key.name())
				|| (key.variable() && key.text().startsWith(KnownProperties.legacyVariable(name) + "_"));
	}

}
