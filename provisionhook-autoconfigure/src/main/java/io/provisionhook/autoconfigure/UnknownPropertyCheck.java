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
 * Rejects unknown properties below {@code provisionhook}. It runs before beans are
 * created, since a misspelled property may be the reason why a bean cannot be created.
 * Known are the properties of all {@link ConfigurationProperties} beans, and those in the
 * metadata of Spring Boot in the jars of the application, for features that are not
 * active. {@link MutatorChecks} checks the properties of mutators.
 */
final class UnknownPropertyCheck implements BeanFactoryPostProcessor {

	private static final List<String> METADATA = List.of("META-INF/spring-configuration-metadata.json",
			"META-INF/additional-spring-configuration-metadata.json");

	/**
	 * Modules in separate jars, by the prefix of their properties.
	 */
	private static final List<String> MODULES = List.of("aws-secrets-manager", "credential-endpoint", "docker",
			"gcp-secret-manager", "git-credentials", "github-app-auth", "jdbc", "kubernetes", "opentelemetry",
			"process", "tenant-config", "vault-secrets");

	private final ConfigurableEnvironment environment;

	UnknownPropertyCheck(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<PropertyKey> keys = PropertyKey.findAll(this.environment)
			.stream()
			.filter((key) -> !key.isOfMutator())
			.toList();
		if (!keys.isEmpty()) {
			KnownProperties known = new KnownProperties(textsOf(keys, false), textsOf(keys, true));
			addBeans(known, beanFactory);
			addMetadata(known, beanFactory.getBeanClassLoader());
			check(keys, known).publish(Binder.get(this.environment)
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
				// As in Spring Boot: setters, unless it is bound as a value object
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
					// An optional dependency is missing, so the entries are used
				}
			}
			// Other entries are from types, which have more details of maps and lists
			entries(metadata, "properties").stream()
				.filter((property) -> !types.contains(String.valueOf(property.get("sourceType"))))
				.map((property) -> ConfigurationPropertyName.adapt(String.valueOf(property.get("name")), '.'))
				.filter((name) -> PropertyKey.PREFIX.isAncestorOf(name) && !known.isKnown(name))
				.forEach(known::claim);
		}
	}

	// The fallback parser of Spring Boot leaves the entries of a list as text
	private static List<Map<?, ?>> entries(Map<String, Object> metadata, String key) {
		List<?> entries = (metadata.get(key) instanceof List<?> list) ? list : List.of();
		return entries.stream()
			.<Map<?, ?>>map((entry) -> (entry instanceof Map<?, ?> map) ? map
					: JsonParserFactory.getJsonParser().parseMap(String.valueOf(entry).strip()))
			.toList();
	}

	private static UnknownPropertyReport check(List<PropertyKey> keys, KnownProperties known) {
		List<String> missing = MODULES.stream()
			.filter((module) -> !known.hasPrefix(PropertyKey.PREFIX.append(module)))
			.toList();
		missing.forEach((module) -> known.suggest(PropertyKey.PREFIX.append(module)));
		UnknownPropertyReport report = new UnknownPropertyReport();
		for (PropertyKey key : keys) {
			if (!known.accepts(key) && !(known.isParent(key.name()) && key.isEmpty())) {
				String problem = missing.stream()
					.filter((module) -> isOf(module, key))
					.findFirst()
					.map((module) -> "belongs to module provisionhook-" + module + ", which is not on the class path.")
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
