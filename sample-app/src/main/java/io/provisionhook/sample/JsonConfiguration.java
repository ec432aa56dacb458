package io.provisionhook.sample;

import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.Nulls;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/**
 * Makes the reader of JSON refuse what it would otherwise bend until it fits.
 */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

	@Bean
	JsonMapperBuilderCustomizer strictStrings() {
		return (builder) -> builder.withCoercionConfig(LogicalType.Textual,
				(config) -> Stream.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
					.forEach((shape) -> config.setCoercion(shape, CoercionAction.Fail)))
			.changeDefaultNullHandling((handling) -> handling.withContentNulls(Nulls.FAIL));
	}

}
