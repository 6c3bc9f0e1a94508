# seccoder-example: 1
# title: Encrypt an exam paper until the day of the exam
# guideline: Encrypt with AES-GCM and a fresh nonce, and bind the context as authenticated data.
# cwe: CWE-327, CWE-353
# apis: OpenSSL::Cipher.new, OpenSSL::Cipher#auth_data=, OpenSSL::Cipher#auth_tag
# applies: openssl
# --- secure ---
require "openssl"

class ExamPaperVault
  NONCE_BYTES = 12
  TAG_BYTES = 16

  def initialize(key)
    @key = key
  end

  def seal(exam_id, paper)
    cipher = OpenSSL::Cipher.new("aes-256-gcm").encrypt
    cipher.key = @key
    nonce = cipher.random_iv
    cipher.auth_data = exam_id
    body = cipher.update(paper) + cipher.final
    nonce + cipher.auth_tag(TAG_BYTES) + body
  end

  def open(exam_id, blob)
    raise ArgumentError, "too short" if blob.bytesize <= NONCE_BYTES + TAG_BYTES

    cipher = OpenSSL::Cipher.new("aes-256-gcm").decrypt
    cipher.key = @key
    cipher.iv = blob.byteslice(0, NONCE_BYTES)
    cipher.auth_tag = blob.byteslice(NONCE_BYTES, TAG_BYTES)
    cipher.auth_data = exam_id
    cipher.update(blob.byteslice(NONCE_BYTES + TAG_BYTES..)) + cipher.final
  end
end
# --- vulnerable ---
require "openssl"

class ExamPaperVault
  def initialize(key)
    @key = key
  end

  def seal(exam_id, paper)
    cipher = OpenSSL::Cipher.new("aes-256-ecb").encrypt
    cipher.key = @key
    cipher.update(paper) + cipher.final
  end

  def open(exam_id, blob)
    cipher = OpenSSL::Cipher.new("aes-256-ecb").decrypt
    cipher.key = @key
    cipher.update(blob) + cipher.final
  end
end
