// seccoder-example: 1
// title: Let a browser upload a photo of car damage straight to S3
// guideline: Sign uploads for a key of your own, one image type and a bounded size.
// cwe: CWE-434, CWE-770
// apis: @aws-sdk/s3-presigned-post.createPresignedPost
// applies: @aws-sdk/client-s3, @aws-sdk/s3-presigned-post
// --- secure ---
import { randomUUID } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";

const s3 = new S3Client({});
const EXTENSIONS = new Map([
  ["image/jpeg", "jpg"],
  ["image/png", "png"],
]);

// The caller has checked that the claim belongs to the signed-in customer.
export async function photoUpload(claimId: number, file: { name: string; type: string }) {
  const extension = EXTENSIONS.get(file.type);
  if (!extension) {
    throw new RangeError("a photo must be a JPEG or PNG image");
  }
  return createPresignedPost(s3, {
    Bucket: "claim-photos",
    Key: `claims/${claimId}/${randomUUID()}.${extension}`,
    Fields: { "Content-Type": file.type },
    Conditions: [["content-length-range", 1, 8 * 1024 * 1024]],
    Expires: 120,
  });
}
// --- vulnerable ---
import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";

const s3 = new S3Client({});

// The caller has checked that the claim belongs to the signed-in customer.
export async function photoUpload(claimId: number, file: { name: string; type: string }) {
  return createPresignedPost(s3, {
    Bucket: "claim-photos",
    Key: `claims/${claimId}/${file.name}`,
    Fields: { "Content-Type": file.type },
    Expires: 120,
  });
}
