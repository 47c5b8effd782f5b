<?xml version="1.0" encoding="UTF-8"?>
<!--
	Makes the POM that users get: it names the lowest version of Spring Boot that is supported, and not the one of the
	build, because a build tool that takes the highest version of each dependency would lift the user's Spring Boot. What is
	optional is left out: it means nothing to users, and not all of it exists in that version.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
	xmlns:pom="http://maven.apache.org/POM/4.0.0">

	<xsl:param name="spring-boot.version" />

	<xsl:param name="jspecify.version" />

	<xsl:template match="@*|node()">
		<xsl:copy>
			<xsl:apply-templates select="@*|node()" />
		</xsl:copy>
	</xsl:template>

	<xsl:template match="pom:dependency[pom:optional='true']" />

	<xsl:template match="text()[following-sibling::*[1][self::pom:dependency[pom:optional='true']]]" />

	<xsl:template match="pom:dependency[pom:groupId='org.springframework.boot']/pom:version">
		<xsl:copy>
			<xsl:value-of select="$spring-boot.version" />
		</xsl:copy>
	</xsl:template>

	<xsl:template match="pom:dependency[pom:groupId='org.jspecify']/pom:version">
		<xsl:copy>
			<xsl:value-of select="$jspecify.version" />
		</xsl:copy>
	</xsl:template>

</xsl:stylesheet>
