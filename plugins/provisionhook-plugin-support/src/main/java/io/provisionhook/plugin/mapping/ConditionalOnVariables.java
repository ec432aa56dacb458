package io.provisionhook.plugin.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if a mapping of variables has an entry, since a plugin without one has nothing
 * to do.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnVariablesCondition.class)
public @interface ConditionalOnVariables {

	/**
	 * Return the property of the mapping.
	 * @return its full name
	 */
	String value();

}
