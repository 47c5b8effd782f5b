package io.github.shadowvars.weave.agent;

import java.util.Arrays;

import io.github.shadowvars.weave.WovenParent;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.SerialVersionUIDAdder;

/**
 * Adds the field, the interface and its two methods to a class. Copies everything else
 * unchanged. No method of the class changes, so its stack maps stay valid.
 */
final class WovenClass extends ClassVisitor {

	private static final int API = Opcodes.ASM9;

	private static final String INTERFACE = Type.getInternalName(WovenParent.class);

	private static final String FIELD = "$shadow";

	private static final String METHOD = "shadow$cells";

	private static final String OBJECT = "Ljava/lang/Object;";

	private String name = "";

	private WovenClass(ClassVisitor next) {
		super(API, next);
	}

	/**
	 * Returns whether a class is woven already: the command line may name the agent
	 * twice.
	 */
	static boolean isWoven(ClassReader reader) {
		return Arrays.asList(reader.getInterfaces()).contains(INTERFACE);
	}

	/**
	 * Returns the bytes of the woven class.
	 * @param serializable whether to declare the {@code serialVersionUID} if the class
	 * does not declare one, because the new interface would change it
	 */
	static byte[] of(ClassReader reader, boolean serializable) {
		ClassWriter writer = new ClassWriter(reader, 0);
		ClassVisitor woven = new WovenClass(writer);
		// First, so that it computes from the original class
		reader.accept(serializable ? new SerialVersionUIDAdder(woven) : woven, 0);
		return writer.toByteArray();
	}

	@Override
	public void visit(int version, int access, String name, @Nullable String signature, String superName,
			String[] interfaces) {
		this.name = name;
		String[] extended = Arrays.copyOf(interfaces, interfaces.length + 1);
		extended[interfaces.length] = INTERFACE;
		// A generic signature must list the interface, too
		super.visit(version, access, name, (signature != null) ? signature + "L" + INTERFACE + ";" : null, superName,
				extended);
	}

	@Override
	public void visitEnd() {
		super.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_TRANSIENT | Opcodes.ACC_VOLATILE | Opcodes.ACC_SYNTHETIC,
				FIELD, OBJECT, null, null)
			.visitEnd();
		MethodVisitor getter = method("()" + OBJECT);
		getter.visitVarInsn(Opcodes.ALOAD, 0);
		getter.visitFieldInsn(Opcodes.GETFIELD, this.name, FIELD, OBJECT);
		getter.visitInsn(Opcodes.ARETURN);
		getter.visitMaxs(1, 1);
		getter.visitEnd();
		MethodVisitor setter = method("(" + OBJECT + ")V");
		setter.visitVarInsn(Opcodes.ALOAD, 0);
		setter.visitVarInsn(Opcodes.ALOAD, 1);
		setter.visitFieldInsn(Opcodes.PUTFIELD, this.name, FIELD, OBJECT);
		setter.visitInsn(Opcodes.RETURN);
		setter.visitMaxs(2, 2);
		setter.visitEnd();
		super.visitEnd();
	}

	private MethodVisitor method(String descriptor) {
		MethodVisitor method = super.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC, METHOD,
				descriptor, null, null);
		method.visitCode();
		return method;
	}

}
