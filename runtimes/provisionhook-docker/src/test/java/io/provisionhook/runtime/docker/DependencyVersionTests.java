package io.provisionhook.runtime.docker;

import java.lang.module.ModuleDescriptor.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the libraries which docker-java brings have no faults that are known.
 */
class DependencyVersionTests {

	private static final Pattern JAR = Pattern.compile("/([^/]+?)-(\\d[\\d.]*\\d)[^/]*\\.jar$");

	@ParameterizedTest
	@CsvSource({ "bcprov, org.bouncycastle.jce.provider.BouncyCastleProvider, 1.86",
			"bcutil, org.bouncycastle.asn1.cms.ContentInfo, 1.86", "bcpkix, org.bouncycastle.openssl.PEMParser, 1.86",
			"commons-compress, org.apache.commons.compress.archivers.tar.TarArchiveInputStream, 1.26",
			"commons-io, org.apache.commons.io.IOUtils, 2.14", "guava, com.google.common.io.Files, 32.0.1",
			"commons-lang3, org.apache.commons.lang3.ClassUtils, 3.18",
			"jackson-databind, com.fasterxml.jackson.databind.ObjectMapper, 2.15" })
	void libraryIsNotOlderThanTheOneThatMendedItsFaults(String library, String type, String oldest) throws Exception {
		String path = Class.forName(type).getProtectionDomain().getCodeSource().getLocation().getPath();
		Matcher jar = JAR.matcher(path);
		assertThat(jar.find()).as(path).isTrue();
		assertThat(jar.group(1)).startsWith(library);
		assertThat(Version.parse(jar.group(2))).isGreaterThanOrEqualTo(Version.parse(oldest));
	}

}
