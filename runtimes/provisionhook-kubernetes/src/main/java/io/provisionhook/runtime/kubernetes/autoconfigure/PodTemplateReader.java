package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.springframework.core.io.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a Pod in YAML. The client library keeps fields that it does not know, and a
 * cluster ignores them, so that a misspelt field of a security context would have no
 * effect. Here such a field is an error. Messages have the place of an error, not the
 * content of the file.
 */
final class PodTemplateReader {

	private static final JsonMapper STRICT = JsonMapper.builder()
		.annotationIntrospector(new KnownFieldsOnly())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.changeDefaultNullHandling((handling) -> JsonSetter.Value.construct(Nulls.SKIP, Nulls.FAIL))
		.build();

	private PodTemplateReader() {
	}

	/**
	 * Read a Pod.
	 * @param resource the location of the YAML
	 * @return the Pod
	 * @throws IOException if the resource can't be read
	 * @throws IllegalArgumentException if it has no Pod, or an invalid one
	 */
	static Pod read(Resource resource) throws IOException {
		String name = resource.getDescription();
		if (!(parse(name, resource.getContentAsString(StandardCharsets.UTF_8)) instanceof Map<?, ?> content)
				|| !"Pod".equals(content.get("kind"))) {
			throw new IllegalArgumentException(name + " must have one object of 'kind: Pod'");
		}
		try {
			return STRICT.convertValue(content, Pod.class);
		}
		catch (UnrecognizedPropertyException ex) {
			throw new IllegalArgumentException(name + " has the unknown field \"" + pathOf(ex) + "\"");
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(name + " has an invalid value at \"" + pathOf(ex) + "\"");
		}
	}

	private static Object parse(String name, String yaml) {
		try {
			return new KubernetesSerialization().unmarshal(yaml, Object.class);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(name + " can't be read as YAML with one object" + lineOf(ex));
		}
	}

	private static String lineOf(RuntimeException ex) {
		return (ex instanceof MarkedYamlEngineException marked)
				? marked.getProblemMark().map((mark) -> "; see line " + (mark.getLine() + 1)).orElse("") : "";
	}

	private static String pathOf(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : ex.getPath()) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.toString();
	}

	/**
	 * Reads the annotations of the model, except the one that accepts any field.
	 */
	private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1L;

		@Override
		public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
			return false;
		}

	}

}
