package com.acme.consumer;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the published POMs do not change an application's version of Spring Boot.
 */
class PublishedPomTests {

	@ParameterizedTest
	@ValueSource(strings = { "shadow-spring-boot-starter", "shadow-spring-boot-autoconfigure" })
	void springBootShouldBeOfTheLowestVersion(String artifact) throws Exception {
		List<Element> dependencies = elements(read(artifact).getElementsByTagName("dependency"));
		assertThat(dependencies).filteredOn((dependency) -> text(dependency, "groupId").startsWith("org.springframework"))
			.isNotEmpty()
			.allSatisfy((dependency) -> assertThat(text(dependency, "version")).as(text(dependency, "artifactId"))
				.isEqualTo(System.getProperty("spring-boot.lowest.version"))
				.startsWith("3.5."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow-spring-boot-starter", "shadow-spring-boot-autoconfigure" })
	void dependenciesShouldBeNeededAtRunTimeAndHaveVersions(String artifact) throws Exception {
		assertThat(elements(read(artifact).getElementsByTagName("dependency"))).allSatisfy((dependency) -> {
			assertThat(text(dependency, "version")).as(text(dependency, "artifactId")).isNotEmpty();
			assertThat(text(dependency, "scope")).as(text(dependency, "artifactId")).isIn("compile", "runtime");
			assertThat(dependency.getElementsByTagName("optional").getLength()).as(text(dependency, "artifactId")).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shadow-spring-boot-starter", "shadow-spring-boot-autoconfigure" })
	void pomShouldStandAloneAndSayWhatMavenCentralAsksFor(String artifact) throws Exception {
		Document pom = read(artifact);
		assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
		assertThat(List.of("name", "description", "url", "licenses", "developers", "scm"))
			.allSatisfy((name) -> assertThat(text(pom.getDocumentElement(), name)).as(name).isNotBlank());
	}

	private static Document read(String artifact) throws Exception {
		String version = System.getProperty("shadow.version");
		Path pom = Path.of(System.getProperty("shadow.repository"), artifact, version,
				"%s-%s.pom".formatted(artifact, version));
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
	}

	private static List<Element> elements(NodeList nodes) {
		return IntStream.range(0, nodes.getLength()).mapToObj((i) -> (Element) nodes.item(i)).toList();
	}

	private static String text(Element element, String name) {
		NodeList children = element.getElementsByTagName(name);
		return (children.getLength() > 0) ? children.item(0).getTextContent() : "";
	}

}
