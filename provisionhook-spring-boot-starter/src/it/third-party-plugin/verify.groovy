import java.util.jar.JarFile

def published = new File(basedir, '../../it-releases/com/example/provisionhook-artifact-token/1.0.0')
def jar = new JarFile(new File(published, 'provisionhook-artifact-token-1.0.0.jar'))
jar.withCloseable {
	assert it.getEntry('META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports')
	assert it.getEntry('META-INF/spring-autoconfigure-metadata.properties')
	def metadata = it.getInputStream(it.getEntry('META-INF/spring-configuration-metadata.json')).text
	assert metadata.contains('provisionhook.artifact-token.key')
	assert metadata.contains('Key that the artifact server knows this host by.')
}
assert new File(published, 'provisionhook-artifact-token-1.0.0.pom').text.contains('<artifactId>provisionhook-core</artifactId>')
