package io.provisionhook.plugin.internal.configuration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * {@link Conditional @Conditional} that matches if a map or list property has at least
 * one entry.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnEntriesCondition.class)
public @interface ConditionalOnEntries {

	/**
	 * The full name of the property.
	 * @return the name
	 */
	String value();

}
