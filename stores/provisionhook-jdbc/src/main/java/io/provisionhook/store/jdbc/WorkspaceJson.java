package io.provisionhook.store.jdbc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads and writes the JSON of the store. The mapper is independent of the mapper of the
 * application, whose settings may change. The JSON is ASCII, so that no charset can
 * damage it. Properties of a newer release are ignored. Missing properties of an older
 * release become empty lists, null, zero or false.
 */
final class WorkspaceJson {

	private final JsonMapper mapper = JsonMapper.builder()
		.addModule(new SimpleModule().addAbstractTypeMapping(Set.class, LinkedHashSet.class))
		.withConfigOverride(List.class,
				(lists) -> lists.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
		.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
		.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	@Nullable String write(@Nullable Object value) {
		return (value != null) ? this.mapper.writeValueAsString(value) : null;
	}

	<T> T read(String json, Class<T> type) {
		return this.mapper.readValue(json, type);
	}

}
