/**
 * Pictures as inputs of networks: decoded, scaled, cropped and normalised as torchvision does with
 * Pillow, to the same bits where the picture is stored without loss. Depends on {@code
 * java.desktop} alone.
 */
package dev.lamina.images;
